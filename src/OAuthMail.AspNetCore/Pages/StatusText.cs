using System.Globalization;
using OAuthMail.AspNetCore.Links;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>The texts of states.</summary>
internal static class StatusText
{
    public static string Label(MailAccountStatus status) => status switch
    {
        MailAccountStatus.NotSignedIn => "Not connected",
        MailAccountStatus.Unverified => "Not verified yet",
        MailAccountStatus.Connected => "Connected",
        MailAccountStatus.SignInRequired => "Sign-in required",
        _ => "Failing",
    };

    public static string Label(MailConnectLinkStatus status) => status switch
    {
        MailConnectLinkStatus.Unused => "Not used",
        MailConnectLinkStatus.InUse => "Opened in a browser, not completed",
        _ => "Used",
    };

    public static string Style(MailAccountStatus status) => status switch
    {
        MailAccountStatus.Connected => "good",
        MailAccountStatus.Unverified or MailAccountStatus.NotSignedIn => "warn",
        _ => "bad",
    };

    public static string Side(MailProtocol? protocol) => protocol switch
    {
        null => "",
        MailProtocol.Smtp => "Outgoing mail",
        _ => "Incoming mail",
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Returns whether a user signs in for a registration.</summary>
    public static bool HasUser(MailAccount account, MailProtocol? protocol) =>
        ConnectLinks.HasUser(account, protocol ?? MailProtocol.Imap);

    /// <summary>Returns whether a user must sign in.</summary>
    public static bool NeedsSignIn(MailAccountState state) =>
        state.Status is MailAccountStatus.NotSignedIn or MailAccountStatus.SignInRequired;
}
