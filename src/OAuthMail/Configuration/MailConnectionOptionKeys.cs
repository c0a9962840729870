using OAuthMail.Configuration.Keys;
using OAuthMail.Credentials;

namespace OAuthMail.Configuration;

/// <summary>The options of <see cref="MailConnectionOptions"/>.</summary>
internal static class MailConnectionOptionKeys
{
    private static readonly MailConnectionOptions Defaults = new();

    public static OptionTable<MailConnectionOptions> Table { get; } = new(
        () => new MailConnectionOptions(),
        new TextKey<MailConnectionOptions>(nameof(MailConnectionOptions.Proxy), o => o.Proxy, (o, value) => o.Proxy = value),
        new TextKey<MailConnectionOptions>(nameof(MailConnectionOptions.ProxyUserName),
            o => o.ProxyUserName, (o, value) => o.ProxyUserName = value),
        new TextKey<MailConnectionOptions>(nameof(MailConnectionOptions.ProxyPassword),
            o => o.ProxyPassword, (o, value) => o.ProxyPassword = value),
        new TextKey<MailConnectionOptions>(nameof(MailConnectionOptions.ProxyPasswordFile),
            o => o.ProxyPasswordFile, (o, value) => o.ProxyPasswordFile = value),
        new TextKey<MailConnectionOptions>(nameof(MailConnectionOptions.LocalAddress),
            o => o.LocalAddress, (o, value) => o.LocalAddress = value),
        new TextKey<MailConnectionOptions>(nameof(MailConnectionOptions.LocalHostName),
            o => o.LocalHostName, (o, value) => o.LocalHostName = value),
        new ValueKey<MailConnectionOptions, TimeSpan>(nameof(MailConnectionOptions.ConnectTimeout),
            o => o.ConnectTimeout, (o, value) => o.ConnectTimeout = value, OptionParsers.Time, Defaults.ConnectTimeout),
        new ValueKey<MailConnectionOptions, TimeSpan>(nameof(MailConnectionOptions.LoginTimeout),
            o => o.LoginTimeout, (o, value) => o.LoginTimeout = value, OptionParsers.Time, Defaults.LoginTimeout),
        new ValueKey<MailConnectionOptions, TimeSpan>(nameof(MailConnectionOptions.Timeout),
            o => o.Timeout, (o, value) => o.Timeout = value, OptionParsers.Time, Defaults.Timeout),
        new ValueKey<MailConnectionOptions, bool>(nameof(MailConnectionOptions.CheckCertificateRevocation),
            o => o.CheckCertificateRevocation, (o, value) => o.CheckCertificateRevocation = value, OptionParsers.Flag, false),
        new SectionKey<MailConnectionOptions, CertificateOptions>(
            nameof(MailConnectionOptions.ClientCertificate), o => o.ClientCertificate, (o, value) => o.ClientCertificate = value,
            CertificateOptionKeys.Table, CertificateOptionKeys.Merge),
        new ValueKey<MailConnectionOptions, int>(nameof(MailConnectionOptions.MaxConnections),
            o => o.MaxConnections, (o, value) => o.MaxConnections = value, OptionParsers.Number),
        new ValueKey<MailConnectionOptions, int>(nameof(MailConnectionOptions.MessagesPerMinute),
            o => o.MessagesPerMinute, (o, value) => o.MessagesPerMinute = value, OptionParsers.Number));
}
