using System.Net;
using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Networking;

namespace OAuthMail.Accounts;

/// <summary>Creates connection settings from options.</summary>
/// <param name="options">The options, without blank texts.</param>
/// <param name="errors">The scope of the options.</param>
internal sealed class MailConnectionOptionsReader(MailConnectionOptions options, OptionErrors errors)
{
    /// <summary>Returns the settings. They must not be used if errors were reported.</summary>
    public ConnectionSettings Read()
    {
        var proxy = ReadProxy();
        var localAddress = ReadLocalAddress();
        if (options.LocalHostName is { } name && !GreetingName.IsValid(name))
        {
            errors.Add(nameof(options.LocalHostName), $"{OptionText.Quote(name)} is neither a host name nor an IPv4 address.");
        }

        errors.CheckTimeout(nameof(options.ConnectTimeout), options.ConnectTimeout);
        errors.CheckTimeout(nameof(options.LoginTimeout), options.LoginTimeout);
        errors.CheckTimeout(nameof(options.Timeout), options.Timeout);
        errors.CheckRange(nameof(options.MaxConnections), options.MaxConnections, 1);
        errors.CheckRange(nameof(options.MessagesPerMinute), options.MessagesPerMinute, 1);
        var certificate = ReadCertificate();

        // Programs can have very many accounts, most of which need no settings of their own.
        return MailConnectionOptionKeys.Table.IsEmpty(options)
            ? ConnectionSettings.Default
            : new ConnectionSettings(options, proxy, localAddress, certificate);
    }

    private MailProxy? ReadProxy()
    {
        const string passwordOption = nameof(options.ProxyPassword), fileOption = nameof(options.ProxyPasswordFile);
        var before = errors.Count;
        var (user, file) = (options.ProxyUserName, options.ProxyPasswordFile);
        errors.CheckNeeds(
            nameof(options.Proxy), options.Proxy is not null, (nameof(options.ProxyUserName), user is not null),
            (passwordOption, options.ProxyPassword is not null), (fileOption, file is not null));
        var password = SecretOptionReader.Read(errors, passwordOption, options.ProxyPassword, fileOption, file);
        if (options.Proxy is null) return null;
        var error = MailProxyText.WhyNot(options.Proxy, out var kind, out var host, out var port);
        if (error is not null) errors.Add(nameof(options.Proxy), error);
        if (user is null)
        {
            if (options.ProxyPassword is not null || file is not null)
            {
                errors.AddMissing(nameof(options.ProxyUserName), "The proxy has a password, but no user name.");
            }
        }
        else if (errors.Count == before && MailProxyLogin.WhyNot(kind, user, password) is { } wrong)
        {
            errors.Add(wrong.Option == passwordOption && file is not null ? fileOption : wrong.Option, wrong.Message);
        }

        return errors.Count > before ? null : new MailProxy(kind, host, port, user is null ? null : new NetworkCredential(user, password));
    }

    private IPAddress? ReadLocalAddress()
    {
        if (options.LocalAddress is not { } text) return null;

        // .NET reads "1" as 0.0.0.1.
        var isAddress = Uri.CheckHostName(text) is UriHostNameType.IPv4 or UriHostNameType.IPv6 && text.Any(c => c is '.' or ':');
        if (isAddress && IPAddress.TryParse(text, out var address)) return address;
        errors.Add(nameof(options.LocalAddress), $"{OptionText.Quote(text)} isn't an IP address.");
        return null;
    }

    private ClientCertificate? ReadCertificate()
    {
        if (options.ClientCertificate is not { } certificate || CertificateOptionKeys.Table.IsEmpty(certificate)) return null;
        var scope = errors.At(nameof(options.ClientCertificate));
        if (CertificateOptionsReader.Read(certificate, scope) is not { } followed) return null;
        return new ClientCertificate(scope.PathOf(CertificateOptionsReader.GetOption(certificate)), followed);
    }
}
