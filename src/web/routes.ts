import { accountPages } from './pages/account.tsx'
import { actsRoutes } from './pages/acts.ts'
import { alertActs } from './pages/alert-acts.ts'
import { attachmentRoutes } from './pages/attachment.ts'
import { auditPages } from './pages/audit.tsx'
import { calendarPages } from './pages/calendar.tsx'
import { campaignMailPages } from './pages/campaigns/mail.tsx'
import { dryRunPages } from './pages/campaigns/dry-run.tsx'
import { campaignPages } from './pages/campaigns/one.tsx'
import { campaignSetUpRoutes } from './pages/campaigns/set-up.tsx'
import { campaignsPages } from './pages/campaigns/list.tsx'
import { followUpActs } from './pages/campaigns/follow-up-acts.tsx'
import { newCampaignPages } from './pages/campaigns/new.tsx'
import { clientActs } from './pages/client-acts.ts'
import { clientConsentActs } from './pages/client-consent.tsx'
import { clientFieldPages } from './pages/client-fields.tsx'
import { clientFormPages } from './pages/client-form.tsx'
import { clientUnionPages } from './pages/client-union.tsx'
import { clientPages } from './pages/client.tsx'
import { clientsPages } from './pages/clients.tsx'
import { clientsBulkRoutes } from './pages/clients-bulk.ts'
import { counterPages } from './pages/counter.tsx'
import { couponsPages } from './pages/coupons.tsx'
import { dataPages } from './pages/data.tsx'
import { doorPages } from './pages/door.tsx'
import { fieldsPages } from './pages/fields.tsx'
import { firmSettingsPages } from './pages/firm-settings.tsx'
import { dashboardPages } from './pages/insights/dashboard.tsx'
import { reportPages } from './pages/insights/report.tsx'
import { importPages } from './pages/import.tsx'
import { lettersPages } from './pages/letters/list.tsx'
import { letterPages } from './pages/letters/one.tsx'
import { lookPages } from './pages/look.tsx'
import { mailFrameRoutes } from './pages/mail-frame.ts'
import { mailboxNewPages } from './pages/mailbox-new.tsx'
import { mailboxesPages } from './pages/mailboxes.tsx'
import { segmentsPages } from './pages/segments/list.tsx'
import { segmentPages } from './pages/segments/one.tsx'
import { settingsPages } from './pages/settings.tsx'
import { suggestionsPages } from './pages/suggestions.tsx'
import { teamPages } from './pages/team.tsx'
import { threadActs } from './pages/thread-acts.ts'
import { threadAnswer } from './pages/thread-answer.ts'
import { threadPages } from './pages/thread.tsx'
import { threadsPages } from './pages/threads.tsx'
import { todayPages } from './pages/today.tsx'
import { welcomePages } from './pages/welcome.tsx'
import { tokensPages } from './pages/tokens.tsx'
import { webhooksPages } from './pages/webhooks.tsx'
import { calendarFeed } from './public/calendar-feed.ts'
import { contactPages } from './public/contact.tsx'
import { leavePages } from './public/leave.tsx'
import { lookRoutes } from './public/look.ts'
import { opinionPages } from './public/opinion.tsx'
import { preferencePages } from './public/preferences.tsx'
import type { Route } from './route.ts'

/**
 * Every address of the web app: from an address one finds the file, and what it asks of whoever comes. Tests walk this
 * table, so a route cannot exist without its guards being tried.
 */
export const routes: Route[] = [
  ...todayPages,
  ...alertActs,
  ...clientsPages,
  ...clientsBulkRoutes,
  ...clientFormPages,
  ...clientFieldPages,
  ...clientConsentActs,
  ...clientPages,
  ...clientActs,
  ...clientUnionPages,
  ...segmentsPages,
  ...segmentPages,
  ...threadsPages,
  ...threadPages,
  ...threadActs,
  ...threadAnswer,
  ...mailFrameRoutes,
  ...attachmentRoutes,
  ...suggestionsPages,
  ...actsRoutes,
  ...followUpActs,
  ...campaignsPages,
  ...newCampaignPages,
  ...campaignPages,
  ...campaignSetUpRoutes,
  ...dryRunPages,
  ...campaignMailPages,
  ...lettersPages,
  ...letterPages,
  ...counterPages,
  ...couponsPages,
  ...dashboardPages,
  ...reportPages,
  ...settingsPages,
  ...mailboxNewPages,
  ...mailboxesPages,
  ...teamPages,
  ...firmSettingsPages,
  ...lookPages,
  ...fieldsPages,
  ...dataPages,
  ...importPages,
  ...tokensPages,
  ...webhooksPages,
  ...auditPages,
  ...accountPages,
  ...calendarPages,
  ...doorPages,
  ...welcomePages,
  ...calendarFeed,
  ...contactPages,
  ...leavePages,
  ...opinionPages,
  ...preferencePages,
  ...lookRoutes
]
