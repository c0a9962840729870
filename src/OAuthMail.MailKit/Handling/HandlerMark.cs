using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>
/// The message that a handler has attempted, as it is stored beside the position. It counts attempts across restarts, also if the message
/// ends the process that handles it.
/// </summary>
/// <param name="Message">The id of the message.</param>
/// <param name="Attempts">The number of attempts that have begun.</param>
/// <param name="Interruptions">The number of attempts during which the process ended.</param>
internal sealed record HandlerMark(string Message, int Attempts, int Interruptions)
{
    private const string MessageProperty = "handler.message";
    private const string AttemptsProperty = "handler.attempts";
    private const string InterruptionsProperty = "handler.interruptions";
    private const string ActiveProperty = "handler.active";

    /// <summary>Gets a value that indicates whether an attempt has begun and not ended.</summary>
    public bool IsActive { get; init; }

    /// <summary>Gets a value that indicates whether the last attempt was interrupted by the end of its process.</summary>
    public bool WasInterrupted { get; init; }

    public static HandlerMark? FromRecord(TokenRecord record)
    {
        var properties = record.Properties;
        if (!properties.TryGetValue(MessageProperty, out var message)) return null;
        return new HandlerMark(message, ReadNumber(AttemptsProperty), ReadNumber(InterruptionsProperty))
        {
            IsActive = properties.ContainsKey(ActiveProperty),
        };

        int ReadNumber(string name) =>
            properties.TryGetValue(name, out var text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : 0;
    }

    /// <summary>Replaces the mark of a record.</summary>
    public static void Write(TokenRecord record, HandlerMark? mark)
    {
        var properties = record.Properties;
        foreach (var name in new[] { MessageProperty, AttemptsProperty, InterruptionsProperty, ActiveProperty }) properties.Remove(name);
        if (mark is null) return;
        properties[MessageProperty] = mark.Message;
        properties[AttemptsProperty] = mark.Attempts.ToString(CultureInfo.InvariantCulture);
        properties[InterruptionsProperty] = mark.Interruptions.ToString(CultureInfo.InvariantCulture);
        if (mark.IsActive) properties[ActiveProperty] = "true";
    }

    /// <summary>Returns the mark as a process finds it that takes over: an attempt that has not ended was interrupted.</summary>
    public HandlerMark AfterTakeover() =>
        IsActive ? this with { IsActive = false, WasInterrupted = true, Interruptions = Interruptions + 1 } : this;

    /// <summary>Returns the mark without the attempt that the end of the application has canceled.</summary>
    public HandlerMark AfterStop() => IsActive ? this with { IsActive = false, Attempts = Attempts - 1 } : this;
}
