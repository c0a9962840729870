namespace OAuthMail;

/// <content>What only Microsoft's identities can do wrong.</content>
public static partial class Problems
{
    /// <summary>A password gives no token here.</summary>
    public static Problem PasswordNotEnough { get; } = new(
        "password-not-enough", ProblemKind.Policy, Responsible.Developer,
        "A user name and a password give no token for this user: a second factor or a policy asks for more (AADSTS50076, 50079, 50158, 53003), or another identity provider has the password. No setting of this program changes that.",
        "Change the account's flow: AuthorizationCode or DeviceCode where a person can sign in once, ClientCredentials with a certificate for a service.");

    /// <summary>There is no managed identity to be reached.</summary>
    public static Problem ManagedIdentityUnreachable { get; } = new(
        "managed-identity-unreachable", ProblemKind.Transient, Responsible.Operator,
        "This machine's managed identity could not be asked for a token. Only machines and services in Azure, or enrolled in Azure Arc, have one.",
        "Run the program where the identity is assigned; elsewhere use ClientCredentials with a certificate or a federated token.");

    /// <summary>The managed identity was refused.</summary>
    public static Problem ManagedIdentityRefused { get; } = new(
        "managed-identity-refused", ProblemKind.Configuration, Responsible.Administrator,
        "Azure refused a token to the managed identity: it is not assigned to this machine or service, or the resource does not exist in its tenant.",
        "Assign the identity, or correct its id; an identity that the system assigned has none to be configured.");
}
