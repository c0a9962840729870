namespace OAuthMail.Accounts;

/// <summary>Creates the token sources of registrations instead of the flows of this library, such as with MSAL.</summary>
internal interface IRegistrationSources
{
    /// <summary>Creates a source.</summary>
    /// <returns>
    /// The source, whose token keys equal those of the flow that it replaces, or <see langword="null"/> to use that flow.
    /// </returns>
    ITokenSource? TryCreate(AccountRegistration registration, string name, string signInName, OAuthHttp http, TimeProvider clock);
}
