using System.Net;
using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Networking;

namespace OAuthMail.Accounts;

/// <summary>Turns the options of an account's connection into something usable, and collects everything that is wrong on the way.</summary>
internal sealed class ConnectionSettingsBuilder(string path, MailConnectionOptions options, List<OptionError> failures)
{
    private readonly OptionFiles _files = new(path, failures);

    /// <summary>The connection; it counts only if no failure was added.</summary>
    public ConnectionSettings Build()
    {
        var proxy = BuildProxy();
        var local = ReadLocalAddress();
        if (options.LocalHostName is { } name && !GreetingName.IsValid(name)) Fail(nameof(options.LocalHostName), $"is {OptionText.Quote(name)}, which is neither a host name nor an IPv4 address");
        CheckTime(nameof(options.ConnectTimeout), options.ConnectTimeout);
        CheckTime(nameof(options.LoginTimeout), options.LoginTimeout);
        CheckTime(nameof(options.Timeout), options.Timeout);
        CheckCount(nameof(options.MaxConnections), options.MaxConnections);
        CheckCount(nameof(options.MessagesPerMinute), options.MessagesPerMinute);
        var certificate = LoadCertificate();
        var isDefault = proxy is null && local is null && certificate is null && !options.CheckCertificateRevocation
            && options.LocalHostName is null && options.MaxConnections is null && options.MessagesPerMinute is null
            && options.ConnectTimeout == ConnectionSettings.Default.ConnectTimeout && options.LoginTimeout == ConnectionSettings.Default.LoginTimeout && options.Timeout == ConnectionSettings.Default.Timeout;
        return isDefault ? ConnectionSettings.Default : new ConnectionSettings(options, proxy, local, certificate);
    }

    private MailProxy? BuildProxy()
    {
        var known = failures.Count;
        var password = _files.ReadSecret(nameof(options.ProxyPassword), options.ProxyPassword, nameof(options.ProxyPasswordFile), options.ProxyPasswordFile);
        if (options.Proxy is null)
        {
            foreach (var (option, value) in new[]
            {
                (nameof(options.ProxyUserName), options.ProxyUserName), (nameof(options.ProxyPassword), options.ProxyPassword), (nameof(options.ProxyPasswordFile), options.ProxyPasswordFile),
            })
            {
                if (value is not null) Fail(option, $"is set, but {nameof(options.Proxy)} is not");
            }

            return null;
        }

        if (MailProxyText.WhyNot(options.Proxy, out var kind, out var host, out var port) is { } failure) Fail(nameof(options.Proxy), failure);
        else if (failures.Count == known) CheckLogin(kind, password);
        if (failures.Count > known) return null;
        return new MailProxy(kind, host, port, options.ProxyUserName is null ? null : new NetworkCredential(options.ProxyUserName, password));
    }

    private void CheckLogin(MailProxyKind kind, string? password)
    {
        if (options.ProxyUserName is not null)
        {
            if (MailProxyLogin.WhyNot(kind, options.ProxyUserName, password) is not { } failure) return;
            var isFile = failure.Option == nameof(options.ProxyPassword) && options.ProxyPasswordFile is not null;
            Fail(isFile ? nameof(options.ProxyPasswordFile) : failure.Option, failure.Failure);
        }
        else if (password is not null)
        {
            Fail(nameof(options.ProxyUserName), "is missing: the password alone is no login");
        }
    }

    private IPAddress? ReadLocalAddress()
    {
        if (options.LocalAddress is not { } text) return null;

        // The framework takes "1" for 0.0.0.1.
        if (Uri.CheckHostName(text) is UriHostNameType.IPv4 or UriHostNameType.IPv6 && text.Any(c => c is '.' or ':') && IPAddress.TryParse(text, out var address)) return address;
        Fail(nameof(options.LocalAddress), $"is {OptionText.Quote(text)}, which is not an IP address");
        return null;
    }

    private ClientCertificate? LoadCertificate()
    {
        const string thumbprintOption = nameof(options.ClientCertificateThumbprint), fileOption = nameof(options.ClientCertificateFile);
        var known = failures.Count;
        var parts = new (string Option, string? Value)[]
        {
            (thumbprintOption, options.ClientCertificateThumbprint),
            (fileOption, options.ClientCertificateFile),
            (nameof(options.ClientCertificateKeyFile), options.ClientCertificateKeyFile),
            (nameof(options.ClientCertificatePassword), options.ClientCertificatePassword),
            (nameof(options.ClientCertificatePasswordFile), options.ClientCertificatePasswordFile),
        }.Where(part => part.Value is not null).ToList();
        if (parts.Count == 0) return null;
        foreach (var part in parts.Where(part => string.IsNullOrWhiteSpace(part.Value))) Fail(part.Option, "is empty");
        if (options.ClientCertificateFile is null)
        {
            foreach (var part in parts.Where(part => part.Option != thumbprintOption)) Fail(part.Option, $"is set, but {fileOption} is not");
        }
        else if (options.ClientCertificateThumbprint is not null)
        {
            Fail(fileOption, $"is set beside {thumbprintOption}: keep one certificate");
        }

        if (options.ClientCertificatePassword is not null && options.ClientCertificatePasswordFile is not null)
        {
            Fail(nameof(options.ClientCertificatePasswordFile), $"is set beside {nameof(options.ClientCertificatePassword)}: keep one of them");
        }

        if (failures.Count > known) return null;
        var location = new CertificateLocation
        {
            Thumbprint = options.ClientCertificateThumbprint,
            File = options.ClientCertificateFile,
            KeyFile = options.ClientCertificateKeyFile,
            Password = options.ClientCertificatePassword,
            PasswordFile = options.ClientCertificatePasswordFile,
        };
        var option = location.File is null ? thumbprintOption : fileOption;
        return FollowedCertificate.TryLoad(option, nameof(options.ClientCertificatePasswordFile), location, _files) is { } followed ? new ClientCertificate($"{path}:{option}", followed) : null;
    }

    private void CheckTime(string option, TimeSpan value)
    {
        if (value <= TimeSpan.Zero || value.TotalMilliseconds > int.MaxValue) Fail(option, $"is {value}; a time-out is positive, and no longer than 24 days");
    }

    private void CheckCount(string option, int? value)
    {
        if (value < 1) Fail(option, $"is {value}; it must be at least 1, or left out for the provider's");
    }

    private void Fail(string option, string failure) => _files.Fail(option, failure);
}
