namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The certificate cannot be used to sign.</summary>
    public static Problem CertificateUnusable { get; } = new(
        "certificate-unusable", ProblemKind.Configuration, Responsible.Operator,
        "The certificate that authenticates the application was not found, has expired, has no accessible private key, or has a key "
        + "of a type that cannot sign.",
        "Install a valid certificate with its private key where this user can read it, and register it with the authorization server.");

    /// <summary>The file with the client secret cannot be read.</summary>
    public static Problem ClientSecretUnreadable { get; } = new(
        "client-secret-unreadable", ProblemKind.Configuration, Responsible.Operator,
        "The file with the client secret was deleted, is empty, or cannot be read. The running program uses the previous secret, and does "
        + "not start again without the file.",
        "Restore the named file, and check that this program may read it.");

    /// <summary>The client assertion of the platform is missing.</summary>
    public static Problem ClientAssertionMissing { get; } = new(
        "client-assertion-missing", ProblemKind.Configuration, Responsible.Operator,
        "The file with the workload's token, which authenticates the application, is missing, empty or unreadable, or contains no "
        + "signed JWT. Nothing was sent.",
        "Check that the platform writes the token to the named file (in Kubernetes, the projected service account token), and that "
        + "this program may read it.");

    /// <summary>The key file of the service account is invalid.</summary>
    public static Problem ServiceAccountKeyInvalid { get; } = new(
        "service-account-key-invalid", ProblemKind.Configuration, Responsible.Developer,
        "The key file of the service account is missing, is not the JSON file that Google issues for a service account, or its key "
        + "cannot be read.",
        "Download the key as JSON from the service account's page, and configure that file.");

    /// <summary>The request names no mailbox.</summary>
    public static Problem MailboxRequired { get; } = new(
        "mailbox-required", ProblemKind.Configuration, Responsible.Developer,
        "The account's token is issued for one mailbox, and the request names none.",
        "Name the mailbox in the request.");
}
