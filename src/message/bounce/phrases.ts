import { anyOf } from '#src/message/any-of.ts'

/** What a server's words mean. */
export interface Phrase {
  reason: string
  pattern: RegExp
  /** True where the words leave no doubt, whatever the step of the session. */
  certain?: boolean
}

/**
 * What servers say when they refuse a mail: the first entry that fits decides, so the more exact reasons stand first.
 * Compiled from RFC 5321, the documentation of the servers and the providers' postmaster pages, and with the help of the
 * tables of the sisimai project (https://libsisimai.org, BSD-2-Clause, azumakuniyuki). Matched against lower-case text with
 * single blanks and straight quotes.
 */
export const PHRASES: Phrase[] = [
  {
    reason: 'mailbox-full',
    pattern: anyOf(
      'full mailbox|mailbox exceeds allowed size|(?:mailbox|mailfolder|inbox|folder) (?:is )?full',
      'over ?(?:the |its |disk |the allowed )?(?:storage )?quota',
      '(?<!(?:sending|daily|hourly|sender|outgoing|relay) )quota[ -](?:has been |is |was |usage )?(?:exceed|violat|full)|(?:reached|maildir) (?:disk )?quota|user ?disk quota',
      'exceed(?:ed|ing|s)? (?:the |its |their |his |your )?(?:mailbox |disk |disc |mail |storage )?(?:quota|disk space|storage)',
      'storage (?:allocation )?(?:limit )?exceed|(?:not|n.t) (?:have )?enough (?:\\w+ )?space|insufficient (?:\\w+ )?(?:storage|space) (?:in|for) (?:the )?mailbox|errno=122',
      'out of (?:disk |storage )?(?:quota|storage|space)|enough (?:storage |disk )?space (?:in|for)|space has been used up',
      'mailbox (?:size )?(?:limit )?(?:has )?exceed|mailbox size limit|storage limit|mail file size exceeds|would exceed .{0,20}storage',
      'too much mail data|too many messages on the server',
      'bo[iî]te .{0,60}(?:pleine|satur)|quota (?:d[ée]pass|atteint)|d[ée]pass[ée]? (?:son |le |leur )?quota|espace .{0,30}(?:insuffisant|satur)',
      'casilla llena|buz[oó]n .{0,10}lleno|casella .{0,20}piena|postfach .{0,20}(?:voll|überfüllt)'
    )
  },
  {
    reason: 'message-too-large',
    pattern: anyOf(
      'message (?:is )?too (?:large|big|long)|too large for this recipient|larger than th|line too long',
      'exceeds? .{0,30}(?:message size|size limit|fixed limit)|message (?:size|length) exceed|(?:maximum|max) (?:message )?size',
      'recipsizelimit|size limit for|taille (?:limite|maximale|du message)'
    )
  },
  {
    reason: 'suspended',
    pattern: anyOf(
      '(?:account|mailbox|user|recipient|address|users?\\(s\\) account|accounts?) (?:\\S+ )?(?:is |has been |was |currently |temporarily )*(?:suspended|disabled|deactivated|frozen|locked|discontinued)',
      '(?:disabled|inactive|suspended|deactivated|expired|locked) (?:account|mailbox|user|recipient)|is a deactivated',
      'that you tried to reach is (?:disabled|inactive)|temporarily inactive|temporary locked|extended inactivity|due to inactivity',
      '(?:user|e-?mail account) (?:is |currently |temporarily )+inactive|administrat\\w+ (?:disabled|suspended)|user (?:is )?terminated|no longer accepts mail',
      'recipient suspend|user suspended|cuenta suspendida|konto .{0,20}(?:gesperrt|deaktiviert)|archived recipient|destinataire archiv|compte .{0,20}(?:bloqu|suspendu|d[ée]sactiv)'
    )
  },
  {
    reason: 'moved',
    pattern: anyOf(
      'has been replaced by|(?:user|mailbox|recipient|account) has moved|new address is|user not local; please try',
      'no longer (?:at|with|on) (?:this|that|our|the) (?:host|server|address|company)|a chang[ée] d.adresse'
    )
  },
  {
    reason: 'no-reverse-dns',
    pattern: anyOf(
      'reverse (?:dns|lookup|address|mapping|hostname)|\\bptr\\b|\\brdns\\b|dns reverse|without (?:a )?reverse',
      'cannot (?:find your (?:reverse )?hostname|resolve your address)|ip name lookup failed|unresolvable relay host'
    )
  },
  {
    reason: 'no-relaying',
    pattern: anyOf(
      'relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|(?:unable|not (?:permitted|allowed)) to relay|relaying (?:mail )?(?:to|for) .{0,60}not (?:allowed|permitted)',
      "isn'?t in my list of allowed rcpthosts|insecure mail relay|we do not relay|no relay access",
      'requires authentication when attempting to send to a non-local'
    )
  },
  {
    reason: 'authentication',
    pattern: anyOf(
      '\\b(?:spf|dkim|dmarc|arc)\\b.{0,60}(?:fail|reject|not pass|violat|invalid|policy|must|check|mismatch|align|en echec)',
      '(?:fail(?:ed|s|ure)?|reject(?:ed)?|not (?:pass|aligned)|violat(?:es|ed|ion)|pass either|lacks?).{0,60}\\b(?:spf|dkim|dmarc)\\b',
      'sender policy framework|spf record|unauthenticated (?:e-?)?mail|is not allowed to send (?:e-?)?mail|dane validation|www\\.openspf|required authentication level|\\bspf\\b: sender is not'
    )
  },
  {
    reason: 'virus',
    pattern: anyOf(
      'virus (?:detected|found|infected|alert|\\w+ found)|infected (?:with|by|mail|message)|contains? (?:a )?(?:virus|malware|worm)',
      'malware|trojan|dangerous attachment|phishing'
    )
  },
  {
    reason: 'sender-rejected',
    pattern: anyOf(
      "sender(?:'s)? (?:\\S+ ){0,3}(?:is )?(?:rejected|not accepted|denied|unknown|verify failed|not (?:allowed|authori[sz]ed|verified|pre-approved)|invalid|refused|is empty)",
      '(?:invalid|bogus|empty|null|unroutable|unverified|bad|fake) (?:envelope )?(?:sender|mail from|reverse[- ]path)|<> (?:invalid )?sender|sender is spammer',
      '[ée]metteur (?:invalide|inconnu|refus)|domain of sender address|fully qualified (?:e-?mail address|domain|sender)',
      'mail from (?:not owned|rejected|denied)|not owned by user|address is not verified|from: domain|access denied \\(in reply to mail from',
      'batv|backscatter|third-party dsns|(?:returned mail|bounces?) (?:is |are )?not accepted|bouncedeny|rule imposed mailbox access',
      'administrative prohibition|blacklisted recipient|sending to/from an address|google groups|does not exist e2110'
    )
  },
  {
    reason: 'bad-reputation',
    pattern: anyOf('reputation|senderscore|temporarily deferred due to user complaints|sending high volume of spam')
  },
  {
    reason: 'rate-limited',
    pattern: anyOf(
      'too many (?:connection|session|concurrent|message|recipient|mail|e-?mail|error|invalid|rcpt|login)|trop de conne[xc]tion',
      'rate[- ]?limit|throttl|slow down|connection frequency|toomanyconn|receiving mail (?:at a rate|too quickly)|(?:sending|daily|hourly|sender|outgoing) quota|try again (?:in|after) \\d+ (?:sec|min)',
      '(?:connection|message|sending|hourly|daily|relay) (?:\\w+ )?(?:rate|limit|quota)(?: has been| was)? (?:exceed|reach)|daily (?:sending |user |relay )+(?:quota|limit)',
      'reached a limit for sending|exceeded the (?:rate|maximum number|number of|max(?:imum)? (?:rate|connection|defers))'
    )
  },
  {
    reason: 'spam',
    pattern: anyOf(
      '(?<!/)\\bspam(?!haus|cop|mer)|unsolicited|bulk (?:e-?)?mail|\\bu[bc]e\\b|junk ?mail|surbl|uribl|spamassassin|high probability',
      'refused: content|content looks like|content (?:filter )?reject|message content|mail content denied|mail rejet[ée]|undesirable content|blacklisted (?:url|link)',
      'message (?:was )?filtered|recurrent pattern|commtouch|cyberoam|deemed .{0,20}(?:junk|abus)|detected (?:your message )?as'
    )
  },
  {
    reason: 'blocked',
    pattern: anyOf(
      'black ?list|block ?list|\\brbl\\b|dnsbl|\\b[xps]bl\\b|spamhaus|spamcop|sorbs|barracuda|(?<!not )listed (?:in|at|on|by)|cdrbl',
      'client host (?:\\S+ )?(?:rejected|blocked)|(?:source|connecting|originating|sending|banned) (?:ip|server)|access denied, banned|denied access',
      '\\b(?:ip|server|client|network|connection|you|mail|messages?)\\b.{0,60} (?:temporarily |currently )?(?:blocked|banned|denied|refused|blacklisted)',
      'blocked (?:using|by|due|for|-)|adresse ip|service refus|ip address .{0,40}(?:block|reject|refus)|connection (?:dropped|reset|was dropped|closed|lost)',
      'gr[ea]y-?list|bad sender ip|not allowed to connect|unexpected volume|invalid ip for sending|remotehost looks|connections? not accepted from',
      'open (?:proxy|relay)|dynamic ip|mismatches client ip|(?:bad|invalid) helo|helo command rejected|go away|not welcome',
      'unfortunately, messages from|not (?:currently )?accepting (?:mail|connections) from|no access from mail server|confirm this mail server|smtp server of your isp|looks suspiciously'
    )
  },
  {
    reason: 'host-refuses-mail',
    pattern: anyOf(
      'does not accept (?:any )?(?:mail|e-?mail|messages)(?! from| over| for policy| with)|does not receive mail|mail receiving disabled',
      'null ?mx|no mx (?:record )?found|no mx record|name server: \\.: host not found|smtp protocol returned a permanent error|no route for current request'
    )
  },
  {
    reason: 'network',
    pattern: anyOf(
      '(?:host|domain) (?:or domain )?(?:name )?not found, try again|name service error.{0,80}try again|temporary (?:lookup|dns) failure',
      'too many (?:hops|received)|hop count exceeded|(?:mail|routing|forwarding) loop|loops? back to|message (?:is )?looping|loop (?:detected|count)',
      'no route to host|(?:network|host) (?:is )?unreachable|connection refused|network error|socket error|could not connect and send',
      'malformed (?:or unexpected )?name server|dns (?:timeout|server failure|query failed)|dns lookup failure: .{0,60}try again|name server (?:timeout|failure)',
      'dns records for the destination|unable to resolve route|unrouteable mail domain'
    )
  },
  {
    reason: 'host-unknown',
    pattern: anyOf(
      'host (?:or domain name )?(?:\\S+ )?not found|host unknown|(?:unknown|no such|nonexistent|non-existent|illegal|bad destination) (?:mail )?(?:domain|host|system)(?! of sender)',
      "domain (?:name )?(?:\\S+ )?(?:does ?n[o']t exist|could ?n[o']t be found|not found|is not (?:reachable|valid|found)|not exist|is unknown|must exist|n'existe pas)",
      "nxdomain|name or service not known|(?:couldn'?t|could not|cannot|can't|unable to) (?:find|resolve|locate|look ?up) (?:the |your |any )?(?:host|domain|mail exchange)",
      'lookup of \\S+ (?:responded|had no relevant)|unrout(?:e)?able address|host name lookup failure|mx records point to non-existent',
      'domaine (?:inconnu|inexistant)|mail domain mentioned|account or domain may not exist|recipient domain|553 \\S+ does not exist'
    )
  },
  {
    reason: 'user-unknown',
    certain: true,
    pattern: anyOf(
      // RFC 5321, section 4.2.3: what 550 says to RCPT.
      'requested action not taken: mailbox (?:unavailable|not found)|mailbox not found|5\\.1\\.1 ',
      "doesn't have a(?:n)? \\S+ account|\\*\\* (?:address not found|adresse introuvable)|recipient address rejected: access denied|no such person at this address|no mailbox here by that name",
      'unknown local[- ]part|unknown user: \\S+@|invalid final delivery userid|recipientnotfound|recipnotfound|resolver\\.adr\\.\\S*notfound|not listed in (?:domino|public name)|recipient name is not recogni[sz]ed|\\(000c05a6\\)|no existe (?:ese|dicha)|compte inexistant|benutzer (?:ist )?unbekannt|existiert nicht|usu[aá]rio desconhecido|utente (?:sconosciuto|inesistente)|has been closed',
      "adresse (?:\\S+ ){0,6}(?:n'existe pas|inexistante|introuvable)|r[ée]pertori[ée]e? dans l'annuaire|\\(user not found\\)|invalid recipient - https?://\\S*mimecast"
    )
  },
  {
    reason: 'user-unknown',
    pattern: anyOf(
      "user (?:\\S+ )?(?:is )?(?:unknown|not (?:found|known|exist|listed|valid|local|active|registered)|does ?n[o']t exist|was not found|missing home)|user \\(.{0,60}\\) unknown",
      'unknown (?:user|recipient|address|local|mailbox|account|e-?mail|login|or (?:illegal|invalid|inactive))|bad(?:rcptto| ?recipient)|validrcptto',
      "(?:no|not an?|isn'?t an?) (?:such |valid |known |local |active |existing )?(?:\\w+ )?(?:user|recipient|mailbox|address|account|person|alias|mail ?drop)\\b",
      "(?:recipient|mailbox|address|account|login|alias|e-?mail) (?:\\S+ )?(?:is )?(?:unknown|not (?:found|exist|known|recogni[sz]ed|present|local|valid|available|listed|ok|accepted(?! for| due))|does ?n[o']t exist|could ?n[o']t be found|was ?n[o']t found|no longer|unavailable|invalid|inexist|inactive)",
      '(?:invalid|bad|illegal|incorrect|wrong|non-?existent|undeliverable) (?:recipient|mailbox|user|address|e-?mail|local|rcpt|destination|alias|account)',
      '(?:adresse|destinataire|utilisateur|compte|bo[iî]te)\\s.{0,40}(?:invalide|inconnu|inexistant|n.existe pas|introuvable)',
      '(?:unbekannte?r?) (?:empf|benutzer)|(?:empf(?:ä|ae)nger|benutzer|postfach|adresse) .{0,80}(?:unbekannt|existiert)|benutzer unbekannt',
      '(?:usuario|destinatario|utente|cuenta|conta|endere[cç]o|indirizzo|direcci[oó]n).{0,60}(?:d?esco(?:n|gn)[oh]\\w*cid|sconosciut|n(?:o|[ãa]o) exist|inexist|inesistent|non esiste|inv[aá]lid)|not our user',
      "nessun utente|utente sconosciuto|that you tried to reach does not exist|(?:does not|doesn'?t) exist (?:on|here|at|in|\\()|(?:user|mailbox) .{0,60}does not exist",
      "(?:recipient )?address rejected|recipients? (?:address )?rejected|rejected recipients|can't accept user|not email addresses|does not like recipient|envelope recipient|recipient refuses|recipient not",
      'name not found|not found in (?:the )?(?:directory|table)|no .{0,40} in name directory|> not found|no valid recipients|(?:no one|nobody) at th|email name is not found|unroutable|account closed|not our customer|no longer (?:available|valid|used|employed)'
    )
  },
  {
    reason: 'filtered',
    pattern: anyOf(
      'recipient preferences|only accepting mail from specific|is not accepting any mail|protected by|user reject|refuse to receive|notauthorized',
      'blocked by the recipient|restricted sms|members[- ]only|not (?:a )?subscri|permission to (?:post|send)|moderat(?:ed|or)|(?:challenge|confirmation|approval) (?:is )?required'
    )
  },
  {
    reason: 'policy',
    pattern: anyOf(
      'polic(?:y|ies)|illegal attachment|attachment .{0,40}(?:not (?:allowed|accepted)|blocked|rejected)|header error|header are not accepted|duplicate header',
      'multiple (?:addresses|from)|protocol violation|organi[sz]ation(?:al)? settings|message (?:was )?(?:rejected|refused|blocked)|rfc ?[25]?[38]22|violates|bare lf',
      'mass mailer|forbidden|prohibited|not authori[sz]ed|access denied|restricted'
    )
  },
  {
    reason: 'system-full',
    pattern: anyOf(
      'system (?:is )?full|insufficient system (?:storage|resources)|insufficient disk|no space left|disk full'
    )
  },
  {
    reason: 'starttls',
    pattern: anyOf(
      'encryption (?:needed|required)|tls (?:is )?(?:required|not (?:available|supported|offered)|handshake|negotiation|failed|error)|(?:require|support|negotiate)s? (?:start)?tls|issue a starttls'
    )
  },
  {
    reason: 'system-error',
    pattern: anyOf(
      '(?:system|server|local) (?:\\w+ )?(?:misconfigured|configuration|config|error|failure|problem)|internal (?:server |software )?error|transaction failed',
      'unable to (?:contact|open|create|write|chdir)|temporary (?:local |system |server )?(?:problem|failure|error)|service (?:currently |temporarily )?(?:unavailable|not available)',
      "interrupted system call|can't create|queue file|ldap|no mdb|encountered an error|aliasing/forwarding loop|permission denied|maintenance"
    )
  },
  {
    reason: 'mailer-error',
    pattern: anyOf(
      'command (?:output|failed|died)|exit(?:ed)? (?:with )?(?:status|code|value)|unknown mailer error|procmail|x-unix; ?\\d|child (?:process|status)|returned status|signal \\d'
    )
  },
  {
    reason: 'expired',
    pattern: anyOf(
      'timed? ?out|expired|too long|could not find a gateway|delivery time|giving up|retry (?:time|timeout)|did not respond|not responding|no answer',
      'all hosts .{0,60}failing|not reachable|failing for a long time|multiple retries|was aborted after|for more than \\d+ (?:days|hours)|\\d+ attempts|deferred|be retried|delayed',
      'could not (?:be )?connect|unable to connect|did not accept our requests|will (?:continue to|keep) (?:try|retry)|not (?:yet )?been (?:delivered|collected)'
    )
  },
  {
    reason: 'syntax',
    pattern: anyOf(
      'syntax error|malformed address|incorrectly constructed|command not (?:implemented|recogni)|bad sequence|unrecogni[sz]ed command|improper'
    )
  },
  {
    reason: 'content',
    pattern: anyOf('mime|malformed|conversion|charset|8bit|unsupported|invalid (?:characters|message content)')
  }
]
