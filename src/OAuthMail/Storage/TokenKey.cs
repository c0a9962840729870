using System.Security.Cryptography;
using System.Text;

namespace OAuthMail;

/// <summary>
/// Identifies one token by everything that makes two tokens differ: authority, client, credential, flow, scopes, and subject. A key
/// contains no secret and is a valid file name: lower-case letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.
/// </summary>
public readonly struct TokenKey : IEquatable<TokenKey>
{
    /// <summary>The maximum length in characters.</summary>
    public const int MaximumLength = 128;

    private readonly string? _value;

    /// <summary>Creates a key from its text.</summary>
    /// <param name="value">1 to 128 characters of <c>a-z0-9-_.</c>, starting with a letter or a digit.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> has another format.</exception>
    public TokenKey(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!IsValid(value))
        {
            throw new ArgumentException(
                $"A token key must have 1 to {MaximumLength} characters of a-z, 0-9, '-', '_' and '.', and start with a letter or a digit.",
                nameof(value));
        }
        _value = value;
    }

    /// <summary>Gets the text of the key. It is empty for the default value.</summary>
    public string Value => _value ?? "";

    /// <summary>Gets whether this is the default value, which identifies no token.</summary>
    public bool IsEmpty => _value is null;

    /// <summary>Creates a key from all values that make two tokens differ.</summary>
    /// <param name="kind">A short readable prefix of letters, digits and dashes, such as <c>client-credentials</c>.</param>
    /// <param name="parts">
    /// The values in a fixed order. They are hashed with SHA-256, together with their lengths, so that different lists have different keys.
    /// </param>
    /// <returns>The key: the prefix, a dash, and 32 hexadecimal digits.</returns>
    /// <exception cref="ArgumentException"><paramref name="kind"/> has another format.</exception>
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

    /// <summary>Returns the text of the key.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public override string ToString() => Value;

    /// <summary>Determines whether two keys are equal.</summary>
    /// <param name="left">The first key.</param>
    /// <param name="right">The second key.</param>
    /// <returns><see langword="true"/> if the keys are equal; otherwise <see langword="false"/>.</returns>
    public static bool operator ==(TokenKey left, TokenKey right) => left.Equals(right);

    /// <summary>Determines whether two keys differ.</summary>
    /// <param name="left">The first key.</param>
    /// <param name="right">The second key.</param>
    /// <returns><see langword="true"/> if the keys differ; otherwise <see langword="false"/>.</returns>
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
