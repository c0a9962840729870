using OAuthMail.Tests;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>Checks whether the required programs are installed.</summary>
internal static class Installation
{
    public const string Dovecot = "/usr/sbin/dovecot";
    public const string Doveadm = "/usr/bin/doveadm";
    public const string Postfix = "/usr/sbin/postfix";

    /// <summary>Gets the folder of the authorization server's program, where npm installs its dependencies.</summary>
    public static string AuthorizationServer { get; } = SourceTree.PathOf("tests", "OAuthMail.IntegrationTests", "AuthorizationServer");

    /// <summary>Gets why the OpenID provider cannot be started here, or <see langword="null"/> if it can.</summary>
    public static string? WhyNoProvider { get; } = FindProvider();

    /// <summary>Gets why the servers cannot be started here, or <see langword="null"/> if they can.</summary>
    public static string? WhyMissing { get; } = Find();

    private static string? Find()
    {
        if (!OperatingSystem.IsLinux()) return "The servers require Linux.";
        if (!Environment.IsPrivilegedProcess) return "Dovecot and Postfix require root.";
        foreach (
            var program in new[]
            {
                Dovecot,
                Doveadm,
                Postfix,
                "/usr/lib/dovecot/imap-login",
                "/usr/lib/dovecot/pop3-login",
                "/usr/lib/dovecot/lmtp",
            })
        {
            if (!File.Exists(program)) return $"{program} is not installed (Debian: dovecot-imapd, dovecot-pop3d, dovecot-lmtpd, postfix).";
        }

        return WhyNoProvider;
    }

    private static string? FindProvider()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "node"))))
        {
            return "Node.js is not installed.";
        }
        return Directory.Exists(Path.Combine(AuthorizationServer, "node_modules", "oidc-provider"))
            ? null
            : $"oidc-provider is not installed (npm install in {AuthorizationServer}).";
    }
}
