namespace OAuthMail;

/// <content>Problems of Microsoft identities only.</content>
public static partial class Problems
{
    /// <summary>A password is not sufficient.</summary>
    public static Problem PasswordNotEnough { get; } = new(
        "password-not-enough", ProblemKind.Policy, Responsible.Developer,
        "A user name and a password are not sufficient for this user: a second factor or a policy is required (AADSTS50076, 50079, "
        + "50158, 53003), or another identity provider manages the password. No option of this program changes that.",
        "Change the account's flow: AuthorizationCode or DeviceCode if a user can sign in once, or ClientCredentials with a "
        + "certificate for a service.");

    /// <summary>The managed identity endpoint cannot be reached.</summary>
    public static Problem ManagedIdentityUnreachable { get; } = new(
        "managed-identity-unreachable", ProblemKind.Transient, Responsible.Operator,
        "The managed identity endpoint of this machine cannot be reached. Only machines and services in Azure, or machines enrolled "
        + "in Azure Arc, have a managed identity.",
        "Run the program where the identity is assigned. Elsewhere, use ClientCredentials with a certificate or a federated token.");

    /// <summary>Azure rejected the request of the managed identity.</summary>
    public static Problem ManagedIdentityRefused { get; } = new(
        "managed-identity-refused", ProblemKind.Configuration, Responsible.Administrator,
        "Azure rejected the token request of the managed identity: the identity is not assigned to this machine or service, or its "
        + "tenant does not contain the resource.",
        "Assign the identity, or correct its id. Configure no id for a system-assigned identity.");
}
