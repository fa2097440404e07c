import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { accountMadePage } from './account-made-page.ts'
import type { AccountMadeModel } from './account-made-page.ts'
import { accountPage } from './account-page.ts'
import type { AccountModel } from './account-page.ts'
import { backchannelAnsweredPage } from './backchannel-answered-page.ts'
import type { BackchannelAnsweredModel } from './backchannel-answered-page.ts'
import { backchannelPage } from './backchannel-page.ts'
import type { BackchannelModel } from './backchannel-page.ts'
import { changePasswordPage } from './change-password-page.ts'
import type { ChangePasswordModel } from './change-password-page.ts'
import { checkSessionPage } from './check-session-page.ts'
import type { CheckSessionModel } from './check-session-page.ts'
import { confirmationPage } from './confirmation-page.ts'
import type { ConfirmationModel } from './confirmation-page.ts'
import { consentPage } from './consent-page.ts'
import type { ConsentModel } from './consent-page.ts'
import { deviceAnsweredPage } from './device-answered-page.ts'
import type { DeviceAnsweredModel } from './device-answered-page.ts'
import { errorPage } from './error-page.ts'
import type { ErrorModel } from './error-page.ts'
import { forgottenPasswordPage } from './forgotten-password-page.ts'
import type { ForgottenPasswordModel } from './forgotten-password-page.ts'
import { formPostPage } from './form-post-page.ts'
import type { FormPostModel } from './form-post-page.ts'
import { issuerPage } from './issuer-page.ts'
import type { IssuerModel } from './issuer-page.ts'
import { loggedOutPage } from './logged-out-page.ts'
import type { LoggedOutModel } from './logged-out-page.ts'
import { loginPage } from './login-page.ts'
import type { LoginModel } from './login-page.ts'
import { logoutQuestionPage } from './logout-question-page.ts'
import type { LogoutQuestionModel } from './logout-question-page.ts'
import { newPasswordPage } from './new-password-page.ts'
import type { NewPasswordModel } from './new-password-page.ts'
import { passwordChangedPage } from './password-changed-page.ts'
import type { PasswordChangedModel } from './password-changed-page.ts'
import { totpPage } from './totp-page.ts'
import type { TotpModel } from './totp-page.ts'
import { userRegistrationPage } from './user-registration-page.ts'
import type { UserRegistrationModel } from './user-registration-page.ts'
import { userCodePage } from './user-code-page.ts'
import type { UserCodeModel } from './user-code-page.ts'

export type InteractionPages = ReturnType<typeof createInteractionPages>

/** The authorization server's pages: plain forms that work without script. Each returns HTML for `sendPage`. */
export function createInteractionPages() {
  const pages = createPages(new URL('authserver/interaction/pages/', projectFolder))
  return {
    login: (model: LoginModel) => loginPage(pages, model),
    totp: (model: TotpModel) => totpPage(pages, model),
    consent: (model: ConsentModel) => consentPage(pages, model),
    forgottenPassword: (model: ForgottenPasswordModel) => forgottenPasswordPage(pages, model),
    userRegistration: (model: UserRegistrationModel) => userRegistrationPage(pages, model),
    confirmation: (model: ConfirmationModel) => confirmationPage(pages, model),
    accountMade: (model: AccountMadeModel) => accountMadePage(pages, model),
    newPassword: (model: NewPasswordModel) => newPasswordPage(pages, model),
    changePassword: (model: ChangePasswordModel) => changePasswordPage(pages, model),
    passwordChanged: (model: PasswordChangedModel) => passwordChangedPage(pages, model),
    userCode: (model: UserCodeModel) => userCodePage(pages, model),
    deviceAnswered: (model: DeviceAnsweredModel) => deviceAnsweredPage(pages, model),
    backchannel: (model: BackchannelModel) => backchannelPage(pages, model),
    backchannelAnswered: (model: BackchannelAnsweredModel) => backchannelAnsweredPage(pages, model),
    account: (model: AccountModel) => accountPage(pages, model),
    logoutQuestion: (model: LogoutQuestionModel) => logoutQuestionPage(pages, model),
    loggedOut: (model: LoggedOutModel) => loggedOutPage(pages, model),
    checkSession: (model: CheckSessionModel) => checkSessionPage(pages, model),
    issuer: (model: IssuerModel) => issuerPage(pages, model),
    error: (model: ErrorModel) => errorPage(pages, model),
    formPost: (model: FormPostModel) => formPostPage(pages, model),
  }
}
