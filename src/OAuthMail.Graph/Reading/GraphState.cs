using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace OAuthMail.Graph.Reading;

/// <summary>
/// The progress of a watch: the address of the next page of changes, the ids that were delivered lately, and the time from which messages
/// are delivered if the address expires. Its text is the part of a position that only this package reads.
/// </summary>
internal sealed class GraphState
{
    /// <summary>
    /// The number of ids that are remembered. It covers the messages of a page, which can be listed again after a restart, and those
    /// within the overlap after an expired address.
    /// </summary>
    public const int MaximumDelivered = 500;

    private const char Separator = '.';
    private const int Parts = 7;
    private const int HashLength = 8;

    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _delivered = new(StringComparer.Ordinal);

    /// <summary>Gets or sets the address of the next page, or <see langword="null"/> to list the folder from its beginning.</summary>
    public string? Link { get; set; }

    /// <summary>Gets or sets the time of the newest message that was delivered or skipped, or <see langword="null"/>.</summary>
    public DateTimeOffset? Newest { get; set; }

    /// <summary>
    /// Gets or sets the time of the newest message that was delivered from the present list. Its pages have no order, so it counts only
    /// after the last one.
    /// </summary>
    public DateTimeOffset? Pending { get; set; }

    /// <summary>
    /// Gets or sets the time from which messages of the present list are delivered, or <see langword="null"/> for all of them. It is set
    /// while the folder is listed again after an address expired.
    /// </summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Gets or sets the id of a message to deliver first, or <see langword="null"/>.</summary>
    public string? Single { get; set; }

    /// <summary>Gets or sets the number of messages that were delivered.</summary>
    public uint Sequence { get; set; }

    public bool IsDelivered(string id) => _delivered.Contains(Hash(id));

    /// <summary>Remembers an id, and forgets the oldest one.</summary>
    public void AddDelivered(string id)
    {
        var hash = Hash(id);
        if (!_delivered.Add(hash)) return;
        _order.Enqueue(hash);
        if (_order.Count > MaximumDelivered) _delivered.Remove(_order.Dequeue());
    }

    public string Write()
    {
        return string.Join(
            Separator, Encode(Link), Time(Newest), Time(From), Encode(Single), Sequence.ToString(CultureInfo.InvariantCulture),
            string.Concat(_order), Time(Pending));
    }

    /// <summary>Reads the text of <see cref="Write"/>, or returns <see langword="null"/> if it is damaged.</summary>
    public static GraphState? Read(string text)
    {
        var parts = text.Split(Separator);
        if (parts.Length != Parts || !uint.TryParse(parts[4], CultureInfo.InvariantCulture, out var sequence)) return null;
        if (parts[5].Length % HashLength != 0 || !TryDecode(parts[0], out var link) || !TryDecode(parts[3], out var single)) return null;
        var state = new GraphState
        {
            Link = link, Newest = Time(parts[1]), From = Time(parts[2]), Single = single, Sequence = sequence, Pending = Time(parts[6]),
        };
        for (var at = 0; at < parts[5].Length; at += HashLength) state.Remember(parts[5].Substring(at, HashLength));
        return state;
    }

    private void Remember(string hash)
    {
        if (_delivered.Add(hash)) _order.Enqueue(hash);
    }

    private static string Encode(string? text) => text is null ? "" : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static bool TryDecode(string text, out string? decoded)
    {
        decoded = null;
        if (text.Length == 0) return true;
        try
        {
            decoded = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Hash(string id) => Hashing.Fingerprint("graph-item", id)[..HashLength];

    private static string Time(DateTimeOffset? time) => time?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "";

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > -62135596800 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
