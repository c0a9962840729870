using System.Globalization;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Handling;

/// <summary>
/// Keeps the position of a handler in the token store. Storing it after each message would take longer than reading a message, so that it
/// takes a small share of the time instead: messages that arrive now and then are stored one by one, and a full mailbox in groups,
/// while the next messages are handled.
/// </summary>
/// <remarks>
/// If a process ends without notice, the next one does not know which message it handled. It stores each message before it is handled until
/// all those that may have been in progress are done: if one of them ends the process, too, it is known, and the attempt counts.
/// </remarks>
internal sealed class HandlerProgress
{
    private const string PositionProperty = "handler.position";
    private const string UnstoredProperty = "handler.unstored";

    /// <summary>The time between two writes, in relation to the duration of a write.</summary>
    private const int Share = 40;

    private static readonly TimeSpan MaximumInterval = TimeSpan.FromSeconds(1);

    private readonly ITokenLease _lease;
    private readonly PatientStore _store;
    private readonly TimeProvider _clock;
    private readonly int _maxRepeats;
    private HandlerMark? _mark;
    private bool _isMarkStored;
    private Func<string> _position = () => "";
    private Task<(long At, TimeSpan Interval)>? _writing;
    private bool _writesMark;
    private int _written;
    private int _unstored;
    private int _handledDuringWrite;
    private int _careful;
    private long _writtenAt;
    private TimeSpan _interval;

    private HandlerProgress(ITokenLease lease, PatientStore store, TimeProvider clock, int maxRepeats)
    {
        _lease = lease;
        _store = store;
        _clock = clock;
        _maxRepeats = maxRepeats;
    }

    /// <summary>Gets a value that indicates whether a message is stored before it is handled.</summary>
    public bool IsCareful => _careful > 0 || _maxRepeats == 1;

    /// <summary>Gets a value that indicates whether handled messages would be repeated if the process ended now.</summary>
    public bool HasUnstored => _unstored > 0;

    /// <summary>Returns the stored position, or <see langword="null"/> if there is none.</summary>
    public static string? FindPosition(ITokenLease lease) =>
        lease.Current is { } current && current.Record.Properties.TryGetValue(PositionProperty, out var position) ? position : null;

    /// <summary>Begins at a position, and stores that messages are handled from now on.</summary>
    public static async Task<HandlerProgress> BeginAsync(
        ITokenLease lease, string position, PatientStore store, TimeProvider clock, int maxRepeats, CancellationToken cancellationToken)
    {
        var progress = new HandlerProgress(lease, store, clock, maxRepeats) { _position = () => position };
        if (lease.Current?.Record is { } record)
        {
            progress._mark = HandlerMark.FromRecord(record)?.AfterTakeover();
            if (record.Properties.TryGetValue(UnstoredProperty, out var text)
                && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unstored))
            {
                progress._careful = unstored + 1;
            }
        }

        await progress.WriteAsync(isEnding: false, cancellationToken).ConfigureAwait(false);
        return progress;
    }

    /// <summary>Returns the earlier attempts at a message, or <see langword="null"/> if none are known.</summary>
    public HandlerMark? FindMark(string message) => _mark is { } mark && mark.Message == message ? mark : null;

    /// <summary>Stores that an attempt begins.</summary>
    public Task MarkAsync(HandlerMark mark, CancellationToken cancellationToken)
    {
        _mark = mark with { IsActive = true };
        return WriteAsync(isEnding: false, cancellationToken);
    }

    /// <summary>Remembers that an attempt has failed. It is stored with the next write.</summary>
    public void Fail(HandlerMark mark) => _mark = mark with { IsActive = false };

    /// <summary>Remembers that a message was handled or recorded as failed, and stores it if it is time to.</summary>
    public async Task CompleteAsync(Func<string> position, CancellationToken cancellationToken)
    {
        _position = position;
        _mark = null;
        _unstored++;
        if (_careful > 0) _careful--;

        // The mark of the next message is stored together with this position.
        if (IsCareful) return;
        if (_isMarkStored)
        {
            await WriteAsync(isEnding: false, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_writing is { } writing && (writing.IsCompleted || _unstored >= _maxRepeats)) await EndWriteAsync().ConfigureAwait(false);

        // On a busy disk, a write begins earlier, so that it ends before the limit is reached.
        var reserve = Math.Max(_maxRepeats / 4, 2 * _handledDuringWrite);
        var isTime = _unstored >= Math.Max(_maxRepeats / 4, _maxRepeats - reserve - 1) || Remaining <= TimeSpan.Zero;
        if (_writing is null && isTime) BeginWrite(isEnding: false, cancellationToken);
    }

    /// <summary>Stores the position unless the next message arrives at once. A write does not delay that message.</summary>
    public async Task StoreWhenIdleAsync(Task arriving, CancellationToken cancellationToken)
    {
        while (!arriving.IsCompleted && (HasUnstored || _writing is not null))
        {
            if (_writing is { } writing)
            {
                await Task.WhenAny(arriving, writing).ConfigureAwait(false);
                if (writing.IsCompleted) await EndWriteAsync().ConfigureAwait(false);
            }
            else if (Remaining is var pause && pause > TimeSpan.Zero)
            {
                using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(arriving, _clock.Delay(pause, ending.Token)).ConfigureAwait(false);
                await ending.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                BeginWrite(isEnding: false, cancellationToken);
            }
        }
    }

    /// <summary>Stores that the handler has ended in an orderly way, so that nothing was interrupted.</summary>
    public async Task EndAsync()
    {
        try
        {
            // The lease is released after the last write has ended, also if it was lost.
            await EndWriteAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The last write is attempted nevertheless.
            _writing = null;
        }

        if (_lease.Lost.IsCancellationRequested) return;
        _mark = _mark?.AfterStop();
        try
        {
            await WriteAsync(isEnding: true, new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is TokenStoreException or OperationCanceledException)
        {
            // The messages since the last write are handled again.
        }
    }

    private TimeSpan Remaining => _interval - _clock.GetElapsedTime(_writtenAt);

    /// <summary>Stores the position and the mark, after a write that is in progress.</summary>
    private async Task WriteAsync(bool isEnding, CancellationToken cancellationToken)
    {
        await EndWriteAsync().ConfigureAwait(false);
        BeginWrite(isEnding, cancellationToken);
        await EndWriteAsync().ConfigureAwait(false);
    }

    private void BeginWrite(bool isEnding, CancellationToken cancellationToken)
    {
        var record = _lease.Current?.Record.Clone() ?? new TokenRecord();
        record.Properties[PositionProperty] = _position();
        if (isEnding) record.Properties.Remove(UnstoredProperty);
        else record.Properties[UnstoredProperty] = _maxRepeats.ToString(CultureInfo.InvariantCulture);
        HandlerMark.Write(record, _mark);
        _writesMark = _mark is not null;
        _written = _unstored;
        _writing = WriteAsync(record, cancellationToken);
    }

    /// <summary>Writes. It changes nothing else, because messages are handled meanwhile.</summary>
    /// <returns>When the write has ended, and the time until the next one.</returns>
    private async Task<(long At, TimeSpan Interval)> WriteAsync(TokenRecord record, CancellationToken cancellationToken)
    {
        var begun = _clock.GetTimestamp();
        await _store.WriteAsync(
            () => _lease.WriteAsync(record, CancellationToken.None).AsTask(), _lease.Lost, cancellationToken).ConfigureAwait(false);
        var at = _clock.GetTimestamp();
        var ticks = Math.Min(MaximumInterval.Ticks, _clock.GetElapsedTime(begun, at).Ticks * Share);
        return (at, TimeSpan.FromTicks(ticks));
    }

    /// <summary>Waits for the write that is in progress.</summary>
    private async Task EndWriteAsync()
    {
        if (_writing is not { } writing) return;
        (_writtenAt, _interval) = await writing.ConfigureAwait(false);
        _writing = null;
        _isMarkStored = _writesMark;
        _unstored -= _written;
        _written = 0;
        _handledDuringWrite = _unstored;
    }
}
