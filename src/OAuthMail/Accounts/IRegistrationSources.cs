namespace OAuthMail.Accounts;

/// <summary>Makes the token sources of registrations in the place of this library's own flows: another library that knows the authorization server better.</summary>
internal interface IRegistrationSources
{
    /// <summary>Makes a source.</summary>
    /// <returns>The source, whose keys are those of the flow that it stands in for; null if the registration is not its concern.</returns>
    ITokenSource? TryCreate(AccountRegistration registration, string name, string signInName, OAuthHttp http, TimeProvider clock);
}
