using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>The parameter of a token source: the request and the stored record.</summary>
public sealed class TokenSourceContext
{
    /// <summary>Creates a context.</summary>
    /// <param name="request">The request of the caller that started the renewal.</param>
    /// <param name="record">The stored record of the key, or <see langword="null"/> if there is none.</param>
    public TokenSourceContext(AccessTokenRequest request, TokenRecord? record)
    {
        Request = request;
        Record = record;
    }

    /// <summary>Gets the request of the caller that started the renewal.</summary>
    public AccessTokenRequest Request { get; }

    /// <summary>Gets the stored record of the request's key, or <see langword="null"/> if there is none.</summary>
    public TokenRecord? Record { get; }

    /// <summary>
    /// Gets the entries of <see cref="TokenRecord.Properties"/> that a source stores although it acquired no token. They are written if the
    /// source uses the store and fails with an <see cref="OAuthMailException"/>.
    /// </summary>
    internal IDictionary<string, string> Marks { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets a token that is canceled when the lease of the record is lost. No further request may present its secrets then.
    /// </summary>
    internal CancellationToken LeaseLost { get; init; }

    /// <summary>Creates the same context for another record. Both share their marks.</summary>
    internal TokenSourceContext With(TokenRecord record) => new(Request, record) { Marks = Marks, LeaseLost = LeaseLost };

    /// <summary>Creates the same context for another request. Both share their marks.</summary>
    internal TokenSourceContext For(AccessTokenRequest request) => new(request, Record) { Marks = Marks, LeaseLost = LeaseLost };
}
