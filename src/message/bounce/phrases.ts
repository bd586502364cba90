/**
 * What servers say when they refuse a mail, and which reason it means: the first that fits decides, so that the more exact
 * reasons stand first. Compiled from the servers' own documentation and sources, from the providers' postmaster pages, and
 * with the help of the tables of the sisimai project (BSD-2-Clause, azumakuniyuki). Matched against lower-case text
 * with single blanks and straight quotes.
 */
export const PHRASES: { reason: string; pattern: RegExp }[] = [
  {
    reason: 'mailbox-full',
    pattern:
      /mailbox (?:is )?full|(?:mail)?(?:box|folder) is full|over (?:the |its |disk |the allowed )?(?:storage )?quota|overquota|quota[ -](?:is )?(?:exceed|violat|full)|exceed(?:ed|ing|s)? (?:the |its |their |his |your )?(?:mailbox |disk |disc |mail |storage )?(?:quota|disk space|storage (?:limit|allocation))|out of (?:disk |storage )?(?:quota|storage|space)|insufficient (?:disk|storage|space)|not enough (?:storage|disk)?\s?space|enough space in|size limit exceeded|no space left (?:in|on) mailbox|bo[iî]te (?:du destinataire |aux lettres |de messagerie )?(?:est )?pleine|espace .{0,30}(?:insuffisant|satur)|quota (?:d[ée]pass|atteint)|too much mail data|has exceeded its (?:disk|storage|quota)|disk quota|would exceed .{0,20}storage|maildir(?: delivery failed: \w*disk)? (?:over ?)?quota|casilla llena|buz[oó]n (?:est[aá] )?lleno|casella .{0,20}piena|postfach .{0,20}(?:voll|überfüllt)|storage limit|space has been used up|mail file size exceeds|too many messages on the server|full mailbox|reached disk quota/
  },
  {
    reason: 'message-too-large',
    pattern:
      /message (?:is )?too (?:large|big|long)|exceed(?:s|ed)? .{0,30}(?:message size|size limit|maximum (?:message )?size|fixed limit)|message size (?:exceed|is too)|(?:maximum|max) (?:message )?size|size limit for|message length exceeds|taille (?:limite|maximale|du message)|recipsizelimit|too large for this recipient|line too long|data format error: too large|larger than (?:the|this)/
  },
  {
    reason: 'suspended',
    pattern:
      /(?:account|mailbox|user|recipient|address|domain) (?:\S+ )?(?:is |has been |was |currently |temporarily |been )*(?:suspended|disabled|deactivated|inactive|locked|frozen|closed temporarily|on hold|blocked by the administrator)|(?:disabled|inactive|suspended|deactivated|expired|locked) (?:account|mailbox|user|recipient)|is a deactivated|bo[iî]te du destinataire archiv|compte (?:du destinataire )?(?:est )?(?:bloqu|suspendu|d[ée]sactiv)|archived recipient|recipient suspend|account(?:s)? .{0,20}is disabled|temporar(?:il)?y (?:locked|inactive)|recipient rejected: temporarily inactive|not accepting (?:any )?(?:mail|messages) (?:for|at) this (?:account|mailbox)|extended inactivity|the email account that you tried to reach is (?:disabled|inactive)|user suspended|has been (?:disabled|deactivated|discontinued)/
  },
  {
    reason: 'moved',
    pattern:
      /has been replaced by|has moved|user has moved|mailbox (?:has )?moved|no longer (?:at|with|on) (?:this|that|our|the) (?:host|server|address|company)|new address is|please (?:try|use) (?:the )?new (?:e-?mail )?address|user not local; please try|a chang[ée] d'adresse/
  },
  {
    reason: 'no-reverse-dns',
    pattern:
      /reverse dns|no ptr|ptr record|rdns|unable to (?:resolve|lookup) (?:reverse|your ip)|reverse (?:lookup|address|mapping)|does not have a valid (?:ptr|reverse)|cannot find your (?:reverse )?hostname|cannot resolve your address|client host rejected: cannot find|ip name lookup failed|generic dns ptr|without (?:a )?reverse|dns reverse|unresolvable relay host/
  },
  {
    reason: 'no-relaying',
    pattern:
      /relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|not (?:permitted|allowed) to relay|isn'?t in my list of allowed rcpthosts|relay not|insecure mail relay|we do not relay|relaying mail to|mail server requires authentication when attempting to send to a non-local|not local; (?:no forwarding|relay)|no relay access/
  },
  {
    reason: 'authentication',
    pattern:
      /\b(?:spf|dkim|dmarc|arc)\b.{0,60}(?:fail|reject|not pass|violat|invalid|policy|must|check|mismatch|quarantine|softfail|hardfail|align)|(?:fail(?:ed|s|ure)?|reject(?:ed)?|not (?:pass|aligned)|violat(?:es|ed|ion)|pass either|lacks?|unauthenticated|en [ée]chec|en echec).{0,60}\b(?:spf|dkim|dmarc)\b|sender policy framework|unauthenticated (?:e-?)?mail|is not allowed to send (?:e-?)?mail (?:from|for)|dane validation|authentication[- ]?(?:results|check)s? fail|please see http:\/\/www\.openspf/
  },
  {
    reason: 'virus',
    pattern:
      /virus (?:detected|found|infected|check|scan|alert|\w+ found)|infected (?:with|by|mail|message)|contains? (?:a )?(?:virus|malware|worm)|malware|security analysis|trojan|dangerous attachment|phishing/
  },
  {
    reason: 'sender-rejected',
    pattern:
      /sender (?:address |e-?mail address |domain )?(?:is )?(?:rejected|not accepted|denied|unknown|verify failed|verification failed|not (?:allowed|authori[sz]ed|verified|pre-approved)|invalid|refused)|invalid sender|[ée]metteur (?:invalide|inconnu|refus)|mail from (?:not owned|rejected|denied)|bogus mail from|empty (?:envelope )?sender|null (?:sender|reverse[- ]path)|<> (?:invalid sender|sender)|unroutable sender|domain of sender address|address is not verified|batv|backscatter|bounces? (?:not|are not) (?:accepted|allowed)|no third-party dsns|returned mail not accepted|must be (?:from )?a (?:valid|registered) (?:sender|domain)|from:? (?:domain|header|address) (?:is )?(?:invalid|missing|not)|sender is spammer|you are sending to\/from an address that has been blacklisted|administrative prohibition|rule imposed mailbox access|blocked by (?:user|recipient)|not (?:a )?(?:permitted|authorized) sender|fully qualified (?:e-?mail address|domain|sender)|sender domain is empty|rfc 1035 violation|message refused by the recipient|does not exist e2110|email address .{0,60}not (?:been )?verified|not owned by user|access denied \(in reply to mail from|from address .{0,40}(?:rejected|not allowed)|sender(?:'s)? .{0,40}(?:rejected|denied|not allowed|does not exist)/
  },
  {
    reason: 'bad-reputation',
    pattern:
      /reputation|senderscore|temporarily deferred due to user complaints|user complaints|ip .{0,40}(?:has a poor|low) (?:score|rating)|sending (?:a )?high (?:volume|rate) of spam/
  },
  {
    reason: 'rate-limited',
    pattern:
      /too many (?:connection|session|concurrent|message|recipient|mail|e-?mail|error|unknown|invalid|rcpt|login|hops from)|too many .{0,30}(?:from|per|for) (?:your|this|one)|rate[- ]?limit|throttl|slow down|trop de (?:connexions|connections)|(?:connection|message|sending|mail|hourly|daily|relay) (?:rate|limit|quota)(?: has been| was)? (?:exceed|reach)|daily (?:sending |user )?(?:relay )?(?:quota|limit)|exceeded the (?:rate|maximum number|number of|max(?:imum)? (?:rate|connection|defers))|try again (?:in|after) \d+ (?:sec|min)|receiving mail at a rate|resources temporarily|toomanyconn|connection frequency/
  },
  {
    reason: 'spam',
    pattern:
      /spam|unsolicited|bulk (?:e-?)?mail|\bube\b|\buce\b|junk ?mail|surbl|uribl|spamassassin|content (?:filter )?reject|message content rejected|mail rejet[ée]|ofr_50[36]|undesirable content|looks like|blacklisted (?:url|link)|detected as|message filtered|recurrent pattern|commtouch|cloudmark|cyberoam|deemed .{0,20}(?:junk|abus)|high probability|mail content denied|content reject/
  },
  {
    reason: 'blocked',
    pattern:
      /black ?list|block ?list|\brbl\b|dnsbl|\bxbl\b|\bpbl\b|\bsbl\b|spamhaus|spamcop|sorbs|barracuda|listed (?:in|at|on|by)|client host (?:\S+ )?(?:rejected|blocked)|(?:ip|host|server|client|network|connection|address|domain|you|mail|messages?) .{0,60}(?:has been |have been |is |are |was |were |been )(?:temporarily |currently )?(?:blocked|banned|denied|refused|not allowed|blacklisted|listed)|banned sending ip|blocked (?:using|by|due|for|-)|access denied, banned|denied access|ip address .{0,40}(?:block|reject|refus|bloqu)|(?:source|connecting|originating|sending) ip|connection (?:dropped|reset|was dropped|closed|lost)|open (?:proxy|relay)|dynamic ip|mismatches client ip|bad helo|invalid helo|helo command rejected|go away|unfortunately, messages from|is not accepting (?:mail|connections) from|not currently accepting mail from|no access from mail server|service refus|confirm this mail server|adresse ip|proofpoint\.com\/dnsbl|not welcome|your (?:server|ip|network|remotehost)|smtp server of your isp|hosts? with dynamic/
  },
  {
    reason: 'host-refuses-mail',
    pattern:
      /does not accept (?:any )?(?:mail|e-?mail|messages)\b(?! from| over| for policy| with)|null mx|no mx (?:record )?found|mail receiving disabled|does not receive mail|host\/domain does not accept|server does not accept mail|no mx record|name server: \.: host not found|no mail (?:is )?accepted|nullmx|no route for current request|smtp protocol returned a permanent error/
  },
  {
    reason: 'network',
    pattern:
      /host (?:or domain )?(?:name )?not found, try again|name service error.{0,80}try again|too many hops|(?:maximum )?hop count exceeded|(?:mail|routing|forwarding|mail forwarding) loop|loops? back to (?:myself|itself)|message (?:is )?looping|loop (?:detected|count)|no route to host|network (?:is )?unreachable|host (?:is )?unreachable|malformed (?:or unexpected )?name server|dns (?:timeout|temporary|server failure|query failed|lookup failure: .{0,60}try again)|could not connect and send|dns records for the destination|connection refused|network error|temporary (?:lookup|dns) failure|unable to resolve route|unrouteable mail domain|name server (?:timeout|failure)|transport (?:error|failed)|too many received|socket error/
  },
  {
    reason: 'host-unknown',
    pattern:
      /host (?:or domain name )?(?:\S+ )?not found|host unknown|unknown host|(?:unknown|no such|invalid|bad|nonexistent|non-existent) (?:mail )?(?:domain|host)(?! of sender)|domain (?:name )?(?:\S+ )?(?:does ?n[o']t exist|not found|is not (?:reachable|valid|found)|not exist|is unknown|unknown|must exist|n'existe pas)|nxdomain|name or service not known|unrout(?:e)?able address|couldn'?t find any host|(?:couldn't|could not|cannot|can't) (?:find|resolve) (?:the |your |any )?(?:host|domain|recipient domain|mail exchange)|dns (?:lookup )?(?:error|failure).{0,60}(?:nxdomain|no such|not found|doesn'?t exist|does not exist)|no (?:valid )?(?:mx|a|dns) (?:or a )?records? (?:exist|found|for)|domaine (?:inconnu|inexistant)|bad destination (?:host|system)|mail domain mentioned|domain missing|unable to (?:find|locate|look ?up) (?:the )?(?:host|domain)|account or domain may not exist|has no (?:mail|mx)|illegal host\/domain name|host name lookup failure|all relevant mx records point to non-existent hosts|unallocated/
  },
  {
    reason: 'user-unknown',
    pattern:
      /user (?:\S+ )?(?:is )?(?:unknown|not (?:found|known|exist|listed|valid|local|here|active|registered)|does ?n[o']t exist|was not found|doesn't have a|missing home|\(.{0,60}\) unknown)|unknown (?:user|recipient|address|local|mailbox|account|e-?mail|login|or (?:illegal|invalid))|(?:no|not a|isn'?t a) (?:such|valid|known|local|active|existing)? ?(?:\w+ )?(?:user|recipient|mailbox|address|account|person|alias|mail ?drop)\b|(?:recipient|mailbox|address|account|login|alias|e-?mail) (?:\S+ )?(?:is )?(?:unknown|not (?:found|exist|known|recogni[sz]ed|present|local|valid|available|listed|ok|accepted|in )|does ?n[o']t exist|could ?n[o']t be found|couldn'?t be found|was not found|wasn't found|no longer (?:exists|valid|in use|active|accepts)|unavailable|unavaiable|invalid|inexist\w*|has been closed|inactive)|invalid (?:recipient|mailbox|user|address|e-?mail|local|rcpt)|(?:bad|illegal|incorrect|wrong) (?:recipient|destination|address|mailbox|e-?mail|user|alias)|(?:adresse|destinataire|utilisateur|compte|bo[iî]te)\s.{0,40}(?:invalide|inconnue?|inexistante?|n'existe pas|introuvable)|(?:unbekannte?r?|unknown) (?:empf|user|benutzer)|empf(?:ä|ae)nger .{0,20}(?:unbekannt|existiert)|(?:usuario|destinatario|cuenta|direcci[oó]n).{0,30}(?:desconocid|no existe|inv[aá]lid)|no existe (?:ese|dicha)|nessun utente|utente sconosciuto|пользователь не найден|(?:no one|nobody) (?:at|by) th(?:is|at)|no mailbox (?:here )?by that name|by that name (?:here|is)|not a valid mailbox|that you tried to reach does not exist|does not exist (?:on|here|at|in|\()|doesn'?t exist (?:on|here|at|in)|not (?:our|a) customer|address(?:es)? (?:had|were) unknown|no longer (?:available|valid|used|employed)|recipient (?:address )?rejected|address rejected|destination server rejected recipients|can't accept user|not email addresses|does not like recipient|badrcptto|bad ?recipient|validrcptto|envelope recipient|recipient refuses|undeliverable address|resolver\.adr\.\w*recip\w*|recipientnotfound|recipnotfound|recipient not|delivery restriction|account closed|user .{0,40}does not exist|mailbox .{0,60}does not exist|said: 5\d\d[ -](?:#?5\.1\.1)|no account by that name|name not found|not found in (?:the )?(?:directory|table)|no .{0,40} in name directory|> not found|\.\.\. user|unroutable|non[- ]existent (?:user|account|recipient|mailbox|address)|no valid recipients|there is no one|email name is not found|this spectator/
  },
  {
    reason: 'filtered',
    pattern:
      /refused due to recipient preferences|only accepting mail from specific|is not accepting any mail|protected by|user reject|refuse to receive|notauthorized|you have been blocked by the recipient|restricted sms|id refuse to receive|members[- ]only|not (?:a )?subscribe[dr]|permission to (?:post|send)|moderat(?:ed|or)|only (?:members|subscribers|authorized)|challenge[- ]response|requires? (?:sender )?(?:confirmation|approval)/
  },
  {
    reason: 'policy',
    pattern:
      /polic(?:y|ies)|illegal attachment|attachment .{0,40}(?:not (?:allowed|accepted)|blocked|rejected|forbidden)|header error|header are not accepted|multiple (?:addresses|from)|protocol violation|organi[sz]ation(?:al)? settings|message (?:was )?(?:rejected|refused|blocked)|not (?:rfc|compliant)|rfc ?(?:5|2)?[83]22|violates|bare (?:lf|line)|duplicate header|mass mailer|forbidden|prohibited|not authori[sz]ed|access denied|delivery not authori[sz]ed|restricted/
  },
  {
    reason: 'system-full',
    pattern:
      /mail ?system full|insufficient system (?:storage|resources)|no space left|disk full|file system full|requested mail action aborted: exceeded storage/
  },
  {
    reason: 'starttls',
    pattern:
      /(?:start)?tls (?:is )?(?:required|not (?:available|supported|offered)|handshake|negotiation|failed|error)|(?:require|support|negotiate)s? (?:start)?tls|must issue a starttls|ssl (?:error|handshake)|encryption (?:required|needed)/
  },
  {
    reason: 'system-error',
    pattern:
      /local (?:configuration|error|problem|delivery failed|mailer)|(?:system|server|remote) (?:is )?(?:misconfigured|config(?:uration)? error|error|failure|problem)|internal (?:server |software )?error|unable to (?:contact|open|create|write|chdir)|temporary (?:local |system |server )?(?:problem|failure|error)|service (?:currently |temporarily )?(?:unavailable|not available)|interrupted system call|can't create|queue file|ldap|database|no mdb|resources? (?:temporarily )?unavailable|encountered an error|alias(?:ing)?\/forwarding loop|read error|broken pipe|i\/o error|permission denied|transaction failed|system resources|maintenance/
  },
  {
    reason: 'mailer-error',
    pattern:
      /command (?:output|failed|died)|exit(?:ed)? (?:with )?(?:status|code|value)|pipe to|unknown mailer error|procmail|child (?:process|status)|returned status|process (?:failed|returned)|signal \d|local delivery|mail filter|x-unix/
  },
  {
    reason: 'expired',
    pattern:
      /timed? ?out|time(?:d|out)|expired|too long|could not find a gateway|delivery time|giving up|retry (?:time|timeout)|did not respond|not (?:been )?collected|all hosts .{0,60}failing|no answer|not reachable|failing for a long time|undelivered for|multiple retries|was aborted after|\d+ attempts|not responding|deferred|hasn't been delivered|be retried|delayed|host not reachable|could not (?:be )?connect|unable to connect|did not accept our requests|will continue to (?:try|retry)|not yet been delivered/
  },
  { reason: 'content', pattern: /content|mime|malformed|conversion|header|charset|8bit|attachment|unsupported/ },
  {
    reason: 'syntax',
    pattern:
      /syntax error|command not (?:implemented|recogni)|bad sequence|unrecogni[sz]ed command|protocol error|improper (?:use|command)|parameter/
  }
]
