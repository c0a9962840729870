using System.CommandLine;
using MimeKit;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Import;

namespace OAuthMail.Tool.Setup;

/// <summary>Collects what an account needs, from the options of the command line and, on a terminal, by asking.</summary>
internal sealed class SetupQuestions(ParseResult result, SetupOptions options, MailProvider provider)
{
    private readonly List<string> _missing = [];

    private bool MayAsk => !result.GetValue(GlobalOptions.NoInput) && !Console.IsInputRedirected;

    /// <exception cref="UsageException">An answer is missing and cannot be asked for, or is not valid.</exception>
    public SetupPlan Ask()
    {
        var address = Find(options.Address, "Address of the mailbox:", "--address") ?? "";
        if (address.Length > 0 && !(MailboxAddress.TryParse(address, out var parsed) && parsed.Address == address))
        {
            throw new UsageException($"'{address}' is not a mail address.");
        }

        var flow = ChooseFlow(address);
        if (provider.WhyNot(flow) is { } reason)
        {
            throw new UsageException($"{provider.DisplayName} does not support {flow} for mail: {reason}");
        }

        TellRegistration(flow);
        var plan = new SetupPlan { Provider = provider, Flow = flow, Address = address };
        plan = flow == OAuthFlow.JwtBearer
            ? plan with
            {
                ServiceAccountKeyFile = FindFile(
                    options.ServiceAccountKey, "Key file of the service account:", "--service-account-key"),
            }
            : AskClient(plan);
        return _missing.Count == 0
            ? plan
            : throw new UsageException($"These options are required without a terminal: {string.Join(", ", _missing)}.");
    }

    private OAuthFlow ChooseFlow(string address)
    {
        if (result.GetValue(options.User)) return OAuthFlow.AuthorizationCode;
        if (result.GetValue(options.Device)) return OAuthFlow.DeviceCode;
        if (result.GetValue(options.ServiceAccountKey) is not null) return OAuthFlow.JwtBearer;
        if (result.GetValue(options.Application))
        {
            return provider == MailProviders.Google ? OAuthFlow.JwtBearer : OAuthFlow.ClientCredentials;
        }

        return provider.Flows.Contains(OAuthFlow.ClientCredentials) ? OAuthFlow.ClientCredentials : OAuthFlow.AuthorizationCode;
    }

    /// <summary>Describes the registration before its values are asked for.</summary>
    private void TellRegistration(OAuthFlow flow)
    {
        if (result.GetValue(options.ClientId) is null && result.GetValue(options.ServiceAccountKey) is null)
        {
            Terminal.Tell(RegistrationSteps.Describe(provider, flow) + "\n");
        }
    }

    private SetupPlan AskClient(SetupPlan plan)
    {
        var isApplication = plan.Flow == OAuthFlow.ClientCredentials;
        var tenant = result.GetValue(options.Tenant);
        if (provider.HasTenants && tenant is null && isApplication)
        {
            var domain = plan.Address[(plan.Address.LastIndexOf('@') + 1)..];
            tenant = MayAsk ? AskOr($"Tenant (domain or GUID) [{domain}]:", domain) : domain;
        }

        var certificate = FullPath(result.GetValue(options.Certificate));
        plan = plan with
        {
            TenantId = tenant,
            ClientId = Find(options.ClientId, "Application (client) id:", "--client-id"),
            ClientSecret = result.GetValue(options.SecretFile) is { } file ? SourceFile.ReadText(file.FullName).Trim() : null,
            CertificateFile = certificate,
            CertificateKeyFile = FullPath(result.GetValue(options.CertificateKey)),
        };
        return plan.ClientSecret is null && plan.CertificateFile is null ? AskCredential(plan, isApplication) : plan;
    }

    private SetupPlan AskCredential(SetupPlan plan, bool isRequired)
    {
        // A program on a user's machine has no secret at Microsoft, but has one at Google.
        if (!isRequired && provider.HasTenants) return plan;
        if (!MayAsk)
        {
            if (isRequired || !provider.AllowsPublicClients) _missing.Add("--certificate or --client-secret-file");
            return plan;
        }

        var path = isRequired ? Terminal.Ask("Certificate file (PEM or PFX; empty for a secret):") : null;
        if (!string.IsNullOrWhiteSpace(path)) return plan with { CertificateFile = Path.GetFullPath(path) };
        var secret = Terminal.AskSecretly(isRequired ? "Client secret (the Value, not the Secret ID):" : "Client secret (empty if none):");
        return secret is null && isRequired
            ? throw new UsageException("An application needs a certificate or a secret.")
            : plan with { ClientSecret = secret };
    }

    private string? Find(Option<string?> option, string question, string name)
    {
        if (result.GetValue(option) is { } given) return given.Trim();
        if (MayAsk && Terminal.Ask(question) is { Length: > 0 } answer) return answer;
        _missing.Add(name);
        return null;
    }

    private string? FindFile(Option<FileInfo?> option, string question, string name)
    {
        if (result.GetValue(option) is { } given) return given.FullName;
        if (MayAsk && Terminal.Ask(question) is { Length: > 0 } answer) return Path.GetFullPath(answer);
        _missing.Add(name);
        return null;
    }

    private static string? FullPath(FileInfo? file) => file?.FullName;

    private static string AskOr(string question, string value) => Terminal.Ask(question) is { Length: > 0 } answer ? answer : value;
}
