using System.Globalization;
using System.Text;

namespace OAuthMail.Errors;

/// <summary>The forms in which secrets can appear in a text, and the search for them. Instances do not change.</summary>
internal sealed class SecretForms
{
    /// <summary>Each part of at least <see cref="Redactor.ShortestPart"/> characters contains a block of half that length.</summary>
    private const int Block = Redactor.ShortestPart / 2;

    /// <summary>A shorter base64 text would also occur in ordinary words.</summary>
    private const int ShortestEncoded = 6;

    // Forms that are found whole, and forms of which each long part is found.
    private readonly HashSet<string> _whole = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _squeezed = new(StringComparer.Ordinal);
    private readonly int[] _blocks;

    public SecretForms(IEnumerable<string> secrets)
    {
        foreach (var secret in secrets)
        {
            Add(secret);
            AddEncoded(secret);
            var escaped = Escape(secret);
            if (escaped == secret) continue;
            string[] variants = [escaped, escaped.Replace("%20", "+")];
            foreach (var variant in variants)
            {
                _whole.Add(variant);
                _whole.Add(Escape(variant));
                AddEncoded(variant);
            }
        }

        _blocks = HashBlocks();
    }

    /// <summary>Returns which characters to mask, or <see langword="null"/> if the text contains no secret.</summary>
    public bool[]? Find(string text)
    {
        bool[]? masked = null;
        foreach (var form in _whole)
        {
            for (var at = 0; (at = text.IndexOf(form, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += form.Length)
            {
                Cover(masked ??= new bool[text.Length], at, at + form.Length);
            }
        }

        if (_blocks.Length == 0 || text.Length < Redactor.ShortestPart) return masked;
        var squeezed = new SqueezedText(text);
        for (int at = 0, next = 0; at + Block <= squeezed.Length; at++)
        {
            if (Array.BinarySearch(_blocks, Hash(squeezed.Characters, at)) < 0) continue;
            var first = Math.Max(next, at - Block);
            for (var start = first; start <= at && start + Redactor.ShortestPart <= squeezed.Length; start++)
            {
                var part = new string(squeezed.Characters, start, Redactor.ShortestPart);
                if (!_squeezed.Any(form => form.Contains(part, StringComparison.Ordinal))) continue;
                Cover(masked ??= new bool[text.Length], squeezed.Begin(start), squeezed.End(start + Redactor.ShortestPart - 1));
                next = start + 1;
            }
        }

        return masked is null ? null : Extend(text, masked);
    }

    /// <summary>Adds the base64 form, for each of the three offsets that a secret can have in a longer encoded text.</summary>
    private void AddEncoded(string secret)
    {
        var octets = Encoding.UTF8.GetBytes(secret);
        _whole.Add(Convert.ToBase64String(octets));
        for (var skipped = 0; skipped < 3; skipped++)
        {
            var whole = (octets.Length - skipped) / 3 * 3;
            if (whole >= ShortestEncoded) Add(Convert.ToBase64String(octets, skipped, whole));
        }
    }

    private void Add(string form)
    {
        var squeezed = new SqueezedText(form);
        if (squeezed.Length >= Redactor.ShortestPart) _squeezed.Add(new string(squeezed.Characters, 0, squeezed.Length));
        else _whole.Add(form);
    }

    private int[] HashBlocks()
    {
        var hashes = new List<int>();
        foreach (var form in _squeezed)
        {
            var characters = form.ToCharArray();
            for (var at = 0; at + Block <= characters.Length; at += Block) hashes.Add(Hash(characters, at));
        }

        hashes.Sort();
        return [.. hashes];
    }

    private static int Hash(char[] characters, int at)
    {
        var hash = 0;
        for (var i = at; i < at + Block; i++) hash = unchecked(hash * 31 + characters[i]);
        return hash;
    }

    private static void Cover(bool[] masked, int begin, int end)
    {
        for (var i = begin; i < end; i++) masked[i] = true;
    }

    /// <summary>Masks the words that contain a part of a secret completely, because the rest may be another part.</summary>
    private static bool[] Extend(string text, bool[] masked)
    {
        for (var i = 1; i < text.Length; i++) masked[i] |= masked[i - 1] && IsTokenCharacter(text[i]);
        for (var i = text.Length - 2; i >= 0; i--) masked[i] |= masked[i + 1] && IsTokenCharacter(text[i]);
        return masked;
    }

    private static bool IsTokenCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9')
        or '+' or '/' or '=' or '-' or '_' or '.' or '~' or '%';

    /// <summary>Percent-encodes all characters except those that URLs never encode (RFC 3986 section 2.3).</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9')
                or (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                escaped.Append((char)octet);
            }
            else
            {
                escaped.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }
}
