namespace OAuthMail;

public static partial class Problems
{
    /// <summary>A certificate cannot be used to sign.</summary>
    public static Problem CertificateUnusable { get; } = new(
        "certificate-unusable", ProblemKind.Configuration, Responsible.Operator,
        "The certificate with which the application identifies itself was not found, has ended, has no accessible private key, or has a key of a kind that cannot sign.",
        "Install a valid certificate with its private key where this account can read it, and register it with the authorization server.");

    /// <summary>The assertion that somebody else issues for the application is not there.</summary>
    public static Problem ClientAssertionMissing { get; } = new(
        "client-assertion-missing", ProblemKind.Configuration, Responsible.Operator,
        "The file with the token of this workload, with which the application identifies itself, is missing, empty, unreadable, or holds no signed JWT. Nothing was sent.",
        "Check that the platform writes the token to the file that is named (in Kubernetes the projected service account token), and that this program may read it.");

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
