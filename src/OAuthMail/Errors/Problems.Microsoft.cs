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

    /// <summary>The environment does not describe a usable managed identity.</summary>
    public static Problem ManagedIdentityEnvironment { get; } = new(
        "managed-identity-environment", ProblemKind.Configuration, Responsible.Operator,
        "The environment variables of this machine (IDENTITY_ENDPOINT, MSI_ENDPOINT, IMDS_ENDPOINT, AZURE_POD_IDENTITY_AUTHORITY_HOST) "
        + "contain an invalid address, or the Azure service that they describe does not support the configured identity. Azure Cloud "
        + "Shell, Azure Arc and Service Fabric do not support a user-assigned identity that the program chooses.",
        "Remove or correct the variable, or configure no id, for the system-assigned identity.");

    /// <summary>The key file of the Azure Arc agent is not readable.</summary>
    public static Problem ManagedIdentityKeyUnreadable { get; } = new(
        "managed-identity-key-unreadable", ProblemKind.Configuration, Responsible.Operator,
        "On a machine with Azure Arc, a program proves with a key file of the agent that it may use the identity. The user that runs the "
        + "program cannot read this file.",
        "Add the user to the group himds (Linux) or 'Hybrid agent extension applications' (Windows), and restart the program.");
}
