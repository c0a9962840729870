namespace OAuthMail.MailKit.Authentication;

/// <summary>The failure of an account of Microsoft Graph in a program that does not use the package for it.</summary>
internal static class GraphRequirement
{
    public static MailConfigurationException Missing(MailAccount account) => new($"the account '{account.Name}'",
    [
        new OptionError(
            nameof(MailAccountOptions.Transport),
            "The package OAuthMail.Graph provides the transport Graph. Call AddMailKit() and AddGraph() after AddOAuthMail."),
    ]);

    /// <summary>Returns the failure of a connection to a mail server for an account that has none.</summary>
    public static MailConfigurationException NoConnection(MailAccount account) => new($"the account '{account.Name}'",
    [
        new OptionError(
            nameof(MailAccountOptions.Transport),
            "The transport is Graph, which has no connection to a mail server. Use IMailSender, IMailWatcher or a mail handler, or set "
            + "Transport to MailServers."),
    ]);
}
