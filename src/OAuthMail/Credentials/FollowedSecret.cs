namespace OAuthMail.Credentials;

/// <summary>A secret in a file that may be replaced. While the file cannot be read or is empty, the former secret goes on.</summary>
internal sealed class FollowedSecret(string file, string first)
{
    private volatile string _current = first;

    public string Get()
    {
        if (SecretFile.TryRead(file, out var text, out _) && text.Length > 0) _current = text;
        return _current;
    }
}
