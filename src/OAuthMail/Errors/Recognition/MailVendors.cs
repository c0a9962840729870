namespace OAuthMail.Errors.Recognition;

/// <summary>Finds the operator of a mail server by the provider of the account, the server's name, or marks in its replies.</summary>
internal static class MailVendors
{
    /// <summary>Parts of a server's name. The first match counts.</summary>
    private static readonly (string Part, MailVendor Vendor)[] Hosts =
    [
        ("smtp-mail.outlook.com", MailVendor.Outlook), ("office365.", MailVendor.Exchange), ("outlook.", MailVendor.Exchange),
        ("microsoftonline.", MailVendor.Exchange),
        ("gmail.com", MailVendor.Google), ("google", MailVendor.Google),
        ("yahoo.", MailVendor.Yahoo), ("aol.com", MailVendor.Yahoo), ("yandex.", MailVendor.Yandex), ("mail.ru", MailVendor.MailRu),
        ("zoho", MailVendor.Zoho), ("fastmail.com", MailVendor.Fastmail), ("comcast.net", MailVendor.Other),
    ];

    /// <summary>Marks in replies, in lower case.</summary>
    private static readonly (string Part, MailVendor Vendor)[] Marks =
    [
        (".prod.outlook.com", MailVendor.Exchange), (".prod.exchangelabs.com", MailVendor.Exchange), ("storedrv", MailVendor.Exchange),
        ("aka.ms/", MailVendor.Exchange), ("smtpclientauthentication", MailVendor.Exchange), ("gsmtp", MailVendor.Google),
        ("support.google.com", MailVendor.Google), ("accounts.google.com", MailVendor.Google), ("gmail", MailVendor.Google),
        ("yandex", MailVendor.Yandex), ("help.mail.ru", MailVendor.MailRu), ("zoho", MailVendor.Zoho), ("yahoo", MailVendor.Yahoo),
    ];

    public static MailVendor OfProvider(MailProvider? provider) => provider?.Id switch
    {
        null => MailVendor.Unknown,
        "OutlookCom" => MailVendor.Outlook,
        var id when id.StartsWith("Microsoft365", StringComparison.OrdinalIgnoreCase) => MailVendor.Exchange,
        "Google" => MailVendor.Google,
        "Yahoo" or "Aol" => MailVendor.Yahoo,
        "Yandex" => MailVendor.Yandex,
        "MailRu" => MailVendor.MailRu,
        "Zoho" => MailVendor.Zoho,
        "Fastmail" => MailVendor.Fastmail,
        "Comcast" => MailVendor.Other,
        _ => MailVendor.Unknown,
    };

    public static MailVendor OfHost(string? host) => host is null ? MailVendor.Unknown : Find(Hosts, host.ToLowerInvariant());

    public static MailVendor OfReply(string words) => Find(Marks, words);

    /// <summary>Returns whether the server is one of Microsoft's.</summary>
    public static bool IsMicrosoft(this MailVendor vendor) => vendor is MailVendor.Exchange or MailVendor.Outlook;

    private static MailVendor Find((string Part, MailVendor Vendor)[] table, string text) =>
        Array.Find(table, row => text.Contains(row.Part, StringComparison.Ordinal)).Vendor;
}
