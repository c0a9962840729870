using System.Security.Cryptography;
using System.Text;

namespace OAuthMail;

/// <summary>
/// Names one token: everything that makes two tokens differ (authority, client, credential, flow, scopes, subject), and nothing
/// else. It contains no secret and is fit to be a file's name: lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.
/// </summary>
public readonly struct TokenKey : IEquatable<TokenKey>
{
    /// <summary>The longest permitted value, in characters.</summary>
    public const int MaximumLength = 128;

    private readonly string? _value;

    /// <summary>Takes a key that was made before.</summary>
    /// <param name="value">1 to 128 characters out of <c>a-z0-9-_.</c>, beginning with a letter or digit.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> has another form.</exception>
    public TokenKey(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!IsValid(value))
        {
            throw new ArgumentException(
                $"A token key is 1 to {MaximumLength} characters out of a-z, 0-9, '-', '_' and '.'.", nameof(value));
        }
        _value = value;
    }

    /// <summary>The key as text; empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>Whether this is the default value, which names nothing.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Makes a key of everything that tells one token from another.</summary>
    /// <param name="kind">A short readable prefix, such as <c>client-credentials</c>; letters, digits and dashes.</param>
    /// <param name="parts">
    /// The values in a fixed order. They are hashed with SHA-256 together with their lengths, so that no two lists collide.
    /// </param>
    /// <returns>The key: the kind, a dash and 32 hexadecimal digits.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> has another form.</exception>
    public static TokenKey Create(string kind, params string?[] parts)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(parts);

        var text = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is null) text.Append("-;");
            else text.Append(part.Length).Append(':').Append(part).Append(';');
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        var value = new StringBuilder(kind).Append('-');
        for (var i = 0; i < 16; i++) value.Append(hash[i].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        return new TokenKey(value.ToString());
    }

    /// <inheritdoc />
    public bool Equals(TokenKey other) =>
        ReferenceEquals(_value, other._value) || string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is TokenKey other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => _value is null ? 0 : StringComparer.Ordinal.GetHashCode(_value);

    /// <summary>The key as text.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Whether two keys name the same token.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if both are equal.</returns>
    public static bool operator ==(TokenKey left, TokenKey right) => left.Equals(right);

    /// <summary>Whether two keys name different tokens.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">Another.</param>
    /// <returns>True if they differ.</returns>
    public static bool operator !=(TokenKey left, TokenKey right) => !left.Equals(right);

    internal static bool IsValid(string value)
    {
        if (value.Length is 0 or > MaximumLength || value[0] is '-' or '_' or '.') return false;
        foreach (var c in value)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_' or '.')) return false;
        }

        return true;
    }
}
