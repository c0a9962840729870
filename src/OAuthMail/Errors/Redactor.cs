using System.Text;

namespace OAuthMail.Errors;

/// <summary>
/// Removes secrets from text of other parties: a server may echo what it received, completely or in part, and encode it in between.
/// </summary>
/// <remarks>
/// Letters and digits are compared without case, after percent-encoding is removed, with the secret and its base64 forms. Base64,
/// base64url and quoting differ only in other characters, which are skipped.
/// </remarks>
internal sealed class Redactor
{
    /// <summary>Shorter parts of a token reveal nothing, and may be ordinary words.</summary>
    public const int ShortestPart = 12;

    private const string Mask = "<redacted>";

    private readonly object _gate = new();
    private readonly List<string> _secrets = [];
    private SecretForms? _forms;

    /// <summary>Gets a value that indicates whether there are no secrets to remove.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _secrets.Count == 0;
        }
    }

    public void Add(string secret)
    {
        lock (_gate)
        {
            if (secret.Length == 0 || _secrets.Contains(secret)) return;
            _secrets.Add(secret);
            _forms = null;
        }
    }

    public string Clean(string text)
    {
        SecretForms forms;
        lock (_gate)
        {
            if (_secrets.Count == 0 || text.Length == 0) return text;
            forms = _forms ??= new SecretForms(_secrets);
        }

        var masked = forms.Find(text);
        return masked is null ? text : Replace(text, masked);
    }

    private static string Replace(string text, bool[] masked)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!masked[i]) clean.Append(text[i]);
            else if (i == 0 || !masked[i - 1]) clean.Append(Mask);
        }

        return clean.ToString();
    }
}
