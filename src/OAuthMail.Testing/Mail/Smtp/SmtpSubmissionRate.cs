namespace OAuthMail.Testing.Mail.Smtp;

/// <summary>Counts the messages that each mailbox submitted in the last minute.</summary>
internal sealed class SmtpSubmissionRate
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _begun = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a message.</summary>
    /// <returns><see langword="false"/> if the limit is reached. The message is not counted then.</returns>
    public bool TryBegin(string mailbox, int? most, DateTimeOffset now)
    {
        if (most is null) return true;
        lock (_gate)
        {
            if (!_begun.TryGetValue(mailbox, out var begun)) _begun[mailbox] = begun = new Queue<DateTimeOffset>();
            while (begun.TryPeek(out var oldest) && now - oldest >= Window) begun.Dequeue();
            if (begun.Count >= most) return false;
            begun.Enqueue(now);
            return true;
        }
    }
}
