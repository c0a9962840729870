namespace OAuthMail.Credentials;

/// <summary>A secret in a file that can change. While the file is empty or cannot be read, the previous secret is used.</summary>
internal sealed class FollowedSecret(string file, string first)
{
    private volatile string _current = first;

    public string Get()
    {
        if (SecretFile.TryRead(file, out var text, out _) && text.Length > 0) _current = text;
        return _current;
    }

    /// <summary>Returns why the file has no secret now, or <see langword="null"/> if it has one.</summary>
    public string? FindError() => !SecretFile.TryRead(file, out var text, out var error) ? error
        : text.Length == 0 ? SecretFile.DescribeEmpty(file)
        : null;
}
