using OAuthMail.Credentials;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// Authenticates the client with an assertion that another service issues (RFC 7523 section 2.2), such as the token of a workload
/// identity in a file (<see cref="FromFile"/>) or a federated token.
/// </summary>
public sealed class ClientAssertion : ClientCredential
{
    private readonly Func<CancellationToken, ValueTask<string>> _getAssertion;
    private readonly Func<string>? _getState;
    private readonly string? _path;

    /// <summary>Creates a credential from a function that returns assertions.</summary>
    /// <param name="name">A name that identifies the issuer. It is part of the token's key, and not a secret.</param>
    /// <param name="getAssertion">Returns the signed JWT. It is called for every request.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public ClientAssertion(string name, Func<CancellationToken, ValueTask<string>> getAssertion)
        : base(Hashing.Fingerprint("client-assertion", name))
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(getAssertion);
        _getAssertion = getAssertion;
    }

    private ClientAssertion(string path)
        : this(path, cancellationToken =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ValueTask<string>(AssertionFile.Read(path));
        })
    {
        _path = path;
        _getState = () => FileState.Describe(path);
    }

    /// <summary>
    /// Creates a credential from a file that the platform keeps up to date, such as the token of a workload identity in Kubernetes or
    /// of a build server (<see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">workload identity
    /// federation</see>).
    /// </summary>
    /// <param name="path">
    /// The path of a file that contains only the signed JWT. White space around it is ignored. The file is read for every request.
    /// </param>
    /// <returns>
    /// The credential. While the file is missing, cannot be read or contains no JWT, requests fail with
    /// <see cref="Problems.ClientAssertionMissing"/>, and nothing is sent.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public static ClientAssertion FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ClientAssertion(path);
    }

    /// <summary>Returns the kind of credential.</summary>
    /// <returns>A constant.</returns>
    public override string ToString() => "ClientAssertion";

    /// <summary>
    /// Returns why the file contains no token now, or <see langword="null"/> if it does, or if the assertions come from a function.
    /// </summary>
    internal TokenRequestException? FindError()
    {
        if (_path is null) return null;
        try
        {
            AssertionFile.Read(_path);
            return null;
        }
        catch (TokenRequestException unusable)
        {
            return unusable;
        }
    }

    internal override string? GetState() => _getState?.Invoke();

    internal override async ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken)
    {
        request.Form["client_id"] = clientId;
        request.Form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        var assertion = await _getAssertion(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(assertion))
        {
            throw new TokenRequestException(
                Problems.TokenSourceFailed, $"The source of assertions for the client '{clientId}' returned none");
        }

        request.Form["client_assertion"] = assertion;
    }
}
