using OAuthMail.Credentials;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// Proves the client with an assertion that somebody else issues (RFC 7523 section 2.2): a workload identity's token from a
/// file (<see cref="FromFile"/>), a federated token, an assertion that a service signs as a whole.
/// </summary>
public sealed class ClientAssertion : ClientCredential
{
    private readonly Func<CancellationToken, ValueTask<string>> _getAssertion;
    private readonly Func<string>? _getState;

    /// <summary>Takes where assertions come from.</summary>
    /// <param name="name">Tells this issuer from others; part of the token's key, not a secret.</param>
    /// <param name="getAssertion">Called for every request; gives the signed JWT.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
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
        }) => _getState = () => FileState.Describe(path);

    /// <summary>
    /// Takes assertions from a file that somebody else keeps fresh: the token of a workload identity in Kubernetes, in a build server, in a
    /// cloud (<see href="https://learn.microsoft.com/entra/workload-id/workload-identity-federation">workload identity federation</see>).
    /// </summary>
    /// <param name="path">The file with the signed JWT and nothing else but white space around it, read anew for every request.</param>
    /// <returns>
    /// The credential. A request while the file is missing, unreadable or no JWT fails with <see cref="Problems.ClientAssertionMissing"/>, and nothing is sent.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public static ClientAssertion FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new ClientAssertion(path);
    }

    /// <summary>Names the kind of credential.</summary>
    /// <returns>A constant.</returns>
    public override string ToString() => "ClientAssertion";

    internal override string? GetState() => _getState?.Invoke();

    internal override async ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken)
    {
        request.Form["client_id"] = clientId;
        request.Form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        var assertion = await _getAssertion(cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(assertion)) throw new TokenRequestException(Problems.TokenSourceFailed, $"The source of assertions for the client '{clientId}' gave none");
        request.Form["client_assertion"] = assertion;
    }
}
