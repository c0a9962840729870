namespace OAuthMail.Errors.Recognition;

/// <summary>The operator of a mail server, as far as its replies have a wording of their own.</summary>
internal enum MailVendor
{
    /// <summary>Unknown, or a server with common software such as Dovecot and Postfix.</summary>
    Unknown,

    /// <summary>Exchange Online, in all clouds.</summary>
    Exchange,

    /// <summary>Outlook.com: Exchange for personal accounts, without an administrator.</summary>
    Outlook,

    /// <summary>Gmail and Google Workspace.</summary>
    Google,

    /// <summary>Yahoo, AOL and the providers that use their servers.</summary>
    Yahoo,

    /// <summary>Yandex.</summary>
    Yandex,

    /// <summary>Mail.ru.</summary>
    MailRu,

    /// <summary>Zoho.</summary>
    Zoho,

    /// <summary>Fastmail.</summary>
    Fastmail,

    /// <summary>Another known provider.</summary>
    Other,
}
