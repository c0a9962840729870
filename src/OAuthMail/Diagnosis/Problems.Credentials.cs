namespace OAuthMail.Diagnosis;

public static partial class Problems
{
    /// <summary>A certificate cannot be used to sign.</summary>
    public static Problem CertificateUnusable { get; } = new(
        "certificate-unusable", ProblemKind.Configuration, Responsible.Operator,
        "The certificate with which the application identifies itself was not found, has ended, has no accessible private key, or has a key of a kind that cannot sign.",
        "Install a valid certificate with its private key where this account can read it, and register it with the authorization server.");

    /// <summary>A key file cannot be used.</summary>
    public static Problem ServiceAccountKeyInvalid { get; } = new(
        "service-account-key-invalid", ProblemKind.Configuration, Responsible.Developer,
        "The service account's key file is missing, is not the JSON that Google issues for a service account, or its key cannot be read.",
        "Download the key as JSON from the service account's page, and name that file.");

    /// <summary>A request needs a mailbox.</summary>
    public static Problem MailboxRequired { get; } = new(
        "mailbox-required", ProblemKind.Configuration, Responsible.Developer,
        "The token of this account is made for one mailbox, and the request names none.",
        "Name the mailbox in the request.");
}
