using System.CommandLine;

namespace OAuthMail.Tool.Setup;

/// <summary>The options of <c>oauthmail setup</c>.</summary>
internal sealed class SetupOptions
{
    public Argument<string?> Provider { get; } = new("provider")
    {
        Description = $"The provider: {string.Join(", ", MailProviders.All.Select(provider => provider.Id))}, "
            + "or one of the section Providers.",
        HelpName = "PROVIDER",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<string?> Verify { get; } = new("--verify")
    {
        Description = "Write the administrator's part for an account that exists, verify the account, and say what is missing.",
        HelpName = "ACCOUNT",
    };

    public Option<string?> Name { get; } = Text(
        "--account", "NAME", "The name of the account. The default is the part of the address before '@'.");

    public Option<string?> Address { get; } = Text("--address", "ADDRESS", "The address of the mailbox.");

    public Option<bool> Application { get; } = new("--application")
    {
        Description = "The application logs in itself, without a user. The default where the provider supports it.",
    };

    public Option<bool> User { get; } = new("--user") { Description = "A user signs in with a browser." };

    public Option<bool> Device { get; } = new("--device") { Description = "A user signs in on another device." };

    public Option<string?> Tenant { get; } = Text("--tenant", "TENANT", "The tenant at Microsoft: a domain or a GUID.");

    public Option<string?> ClientId { get; } = Text("--client-id", "ID", "The client id of the registration.");

    public Option<FileInfo?> SecretFile { get; } = File("--client-secret-file", "A file with the client secret.");

    public Option<FileInfo?> Certificate { get; } = File("--certificate", "The certificate of the application, PEM or PFX.");

    public Option<FileInfo?> CertificateKey { get; } = File("--certificate-key", "The private key, if the certificate file lacks it.");

    public Option<FileInfo?> ServiceAccountKey { get; } = File("--service-account-key", "The key file of a Google service account.");

    public Option<bool> Rbac { get; } = new("--rbac")
    {
        Description = "Restrict the application to sending for the members of a group (RBAC for Applications of Exchange Online).",
    };

    public Option<FileInfo?> Script { get; } =
        File("--script", "Where the administrator's script is written. The default is oauthmail-NAME.ps1 in the current folder.");

    public Option<string?> SendTo { get; } = Text(
        "--send-to", "ADDRESS", "Also send a test message: some rights are checked only at the end of a message.");

    public Option<bool> NoVerify { get; } = new("--no-verify") { Description = "Do not connect to any server." };

    public void AddTo(Command command)
    {
        command.Add(Provider);
        foreach (var option in new Option[]
        {
            Verify, Name, Address, Application, User, Device, Tenant, ClientId, SecretFile, Certificate, CertificateKey, ServiceAccountKey,
            Rbac, Script, SendTo, NoVerify,
        })
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (new[] { Application, User, Device }.Count(result.GetValue) > 1)
            {
                result.AddError("Use only one of --application, --user and --device.");
            }

            if (result.GetValue(Verify) is not null && result.GetValue(Provider) is not null)
            {
                result.AddError("--verify names an account that exists: omit the provider.");
            }
        });
    }

    private static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    private static Option<FileInfo?> File(string name, string description) =>
        new(name) { Description = description, HelpName = "FILE" };
}
