using System.Security.Cryptography.X509Certificates;
using OAuthMail.Diagnosis;
using OAuthMail.Flows;

namespace OAuthMail.Accounts;

/// <summary>The certificate that an account's connections show. It is loaded again when its file changes, and stays this object's.</summary>
internal sealed class ClientCertificate
{
    private readonly object _gate = new();
    private readonly string _option;
    private readonly CertificateLocation _location;
    private X509Certificate2 _current;
    private IReadOnlyList<(DateTime Written, long Length)> _state;

    private ClientCertificate(string option, CertificateLocation location, X509Certificate2 current, IReadOnlyList<(DateTime Written, long Length)> state)
    {
        _option = option;
        _location = location;
        _current = current;
        _state = state;
    }

    /// <summary>Loads it for the first time; null, with the failures added, if it cannot be used.</summary>
    public static ClientCertificate? TryLoad(string option, string optionPath, string passwordFileOption, CertificateLocation location, OptionFiles files)
    {
        var state = location.GetState();
        return files.LoadCertificate(option, passwordFileOption, location) is { } loaded ? new ClientCertificate($"{optionPath}:{option}", location, loaded, state) : null;
    }

    /// <summary>The certificate as it is on disk now. While a new one cannot be read, the former one goes on as long as it lasts.</summary>
    /// <exception cref="MailConfigurationException">It has ended or has not begun, and there is no other.</exception>
    public X509Certificate2 Get()
    {
        lock (_gate)
        {
            TokenRequestException? unreadable = null;
            var state = _location.GetState();
            if (!state.SequenceEqual(_state))
            {
                try
                {
                    // The former one may be in use by a handshake, so its end is left to the garbage collector.
                    _current = _location.Load();
                    _state = state;
                }
                catch (TokenRequestException failure)
                {
                    unreadable = failure;
                }
            }

            try
            {
                // Certificates go by the machine's clock, as the server's check of it does.
                CertificateSigner.RequireUsable(_current, TimeProvider.System.GetUtcNow());
                return _current;
            }
            catch (TokenRequestException failure)
            {
                var reason = unreadable is null ? failure.Detail : $"{failure.Detail} {unreadable.Detail}";
                throw new MailConfigurationException("the connection", [new OptionFailure(_option, $"cannot be used: {reason.TrimEnd('.')}")]);
            }
        }
    }
}
