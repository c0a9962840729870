namespace OAuthMail.Testing.Authorization.Http;

/// <summary>Compares redirect URIs exactly, except for the port of a loopback address (RFC 8252 section 7.3).</summary>
internal static class RedirectUris
{
    /// <summary>Returns the redirect URI, or <see langword="null"/> if the requested one is not registered.</summary>
    public static string? Find(TestClient client, string? requested)
    {
        if (requested is null) return client.RedirectUris.Count == 1 ? client.RedirectUris.First() : null;
        return client.RedirectUris.Any(registered => Same(registered, requested)) ? requested : null;
    }

    private static bool Same(string registered, string requested)
    {
        if (registered == requested) return true;
        return Uri.TryCreate(registered, UriKind.Absolute, out var left) && Uri.TryCreate(requested, UriKind.Absolute, out var right)
            && IsLoopback(left) && left.Host == right.Host && right.Scheme == left.Scheme && right.UserInfo.Length == 0
            && left.PathAndQuery == right.PathAndQuery && right.Fragment.Length == 0;
    }

    private static bool IsLoopback(Uri uri) => uri.Scheme == Uri.UriSchemeHttp && uri.Host is "127.0.0.1" or "[::1]" or "localhost";
}
