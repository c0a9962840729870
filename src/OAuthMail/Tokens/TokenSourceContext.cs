using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>What a token source is given to make a token.</summary>
public sealed class TokenSourceContext
{
    /// <summary>Joins a request with what is stored.</summary>
    /// <param name="request">The request of the caller who started the renewal.</param>
    /// <param name="record">What is stored under its key, or null.</param>
    public TokenSourceContext(AccessTokenRequest request, TokenRecord? record)
    {
        Request = request;
        Record = record;
    }

    /// <summary>The request of the caller who started the renewal.</summary>
    public AccessTokenRequest Request { get; }

    /// <summary>What is stored under the request's key, or null.</summary>
    public TokenRecord? Record { get; }

    /// <summary>
    /// What the source wants to find in the record next time although it gave no token: entries of
    /// <see cref="TokenRecord.Properties"/>. They are written when it has failed with an <see cref="OAuthMailException"/>, where it
    /// uses the store.
    /// </summary>
    internal IDictionary<string, string> Marks { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The same for another request.</summary>
    internal TokenSourceContext For(AccessTokenRequest request) => new(request, Record) { Marks = Marks };
}
