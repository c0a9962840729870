using System.Text;
using OAuthMail.Providers;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Remedies with the account's own values in place of <c>&lt;mailbox&gt;</c> and other names. A provider's own remedy replaces the general
/// one of the catalogue, so that PowerShell commands appear only for servers that support them.
/// </summary>
internal static partial class Remedies
{
    /// <summary>Where to find a value that is not known.</summary>
    private static readonly Dictionary<string, string> Places = new(StringComparer.Ordinal)
    {
        ["object id"] = "Entra admin center, Enterprise applications, the application, Overview, Object ID",
        ["client id"] = "the registration of the application at the provider",
        ["tenant"] = "Entra admin center, Overview, Tenant ID",
        ["sender"] = "the address in the message's From field",
        ["numeric client id"] = "Google Cloud console, IAM, Service accounts, the account, Advanced settings",
        ["mailbox"] = "the primary address of the mailbox",
        ["scopes"] = "the account's configuration",
        ["redirect URI"] = "the account's configuration",
        ["permission"] = "SMTP.SendAsApp, IMAP.AccessAsApp or POP.AccessAsApp",
    };

    /// <summary>Returns the provider's own remedies of a problem, for the documentation: the provider and the text.</summary>
    public static IEnumerable<(string Provider, string Text)> Of(Problem problem) =>
        Rows.Where(row => row.Problem == problem).Select(row => (NameOf(row), row.Text));

    /// <summary>Returns the remedy for an account.</summary>
    public static string Find(Problem problem, MailVendor vendor, OAuthFlow? flow, RemedyValues values)
    {
        var isApplication = flow?.IsForApplication() == true;
        var row = Array.Find(Rows, row =>
            row.Problem == problem && row.Vendor == vendor && (row.IsApplication is null || row.IsApplication == isApplication));
        return Fill(row.Text ?? problem.Remedy, values);
    }

    /// <summary>Replaces the names in angle brackets by values, and adds where to find those that are unknown.</summary>
    public static string Fill(string template, RemedyValues values)
    {
        var text = new StringBuilder();
        var unknown = new List<string>();
        var at = 0;
        while (at < template.Length)
        {
            var begin = template.IndexOf('<', at);
            var end = begin < 0 ? -1 : template.IndexOf('>', begin);
            if (end < 0) break;
            text.Append(template, at, begin - at);
            var name = template.Substring(begin + 1, end - begin - 1);
            var value = values.Get(name);
            text.Append(value ?? $"<{name}>");
            if (value is null && !unknown.Contains(name)) unknown.Add(name);
            at = end + 1;
        }

        text.Append(template, at, template.Length - at);
        foreach (var name in unknown.Where(Places.ContainsKey))
        {
            text.Append(" Where to find <").Append(name).Append(">: ").Append(Places[name]).Append('.');
        }

        return text.ToString();
    }

    private static string NameOf((Problem Problem, MailVendor Vendor, bool? IsApplication, string Text) row)
    {
        var name = row.Vendor switch
        {
            MailVendor.Exchange => "Microsoft 365",
            MailVendor.Outlook => "Outlook.com",
            MailVendor.Google => "Google",
            MailVendor.MailRu => "Mail.ru",
            _ => row.Vendor.ToString(),
        };
        return row.IsApplication switch { true => $"{name}, an application", false => $"{name}, a user", _ => name };
    }
}
