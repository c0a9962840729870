using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using MimeKit.Utils;
using OAuthMail.EntityFrameworkCore.Model;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>The outbox for one context.</summary>
internal sealed class MailOutbox(DbContext context, IMailAccounts accounts, MailOutboxOptions options, OutboxSignal signal) : IMailOutbox
{
    private static readonly FormatOptions Format = CreateFormat();

    private static readonly Expression<Func<MailOutboxRow, MailOutboxRow>> WithoutContent = row => new MailOutboxRow
    {
        Id = row.Id,
        Account = row.Account,
        State = row.State,
        MessageId = row.MessageId,
        Sender = row.Sender,
        Recipients = row.Recipients,
        Size = row.Size,
        CreatedAt = row.CreatedAt,
        DueAt = row.DueAt,
        GiveUpAt = row.GiveUpAt,
        Attempts = row.Attempts,
        Problem = row.Problem,
        Failure = row.Failure,
        SentAt = row.SentAt,
        SentBy = row.SentBy,
        ServerReply = row.ServerReply,
        ClaimedBy = row.ClaimedBy,
        ClaimExpiresAt = row.ClaimExpiresAt,
        UpdatedAt = row.UpdatedAt,
    };

    /// <summary>The contexts that already wake the sender when they are saved. A pooled context has a new identity with each use.</summary>
    private static readonly ConditionalWeakTable<DbContext, object> Signaling = [];

    public Task<Guid> EnqueueAsync(string account, MimeMessage message, CancellationToken cancellationToken = default) =>
        EnqueueAsync(account, message, null, cancellationToken);

    public async Task<Guid> EnqueueAsync(
        string account, MimeMessage message, MailEnqueueOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        OutboxModel.Require(context);
        var name = FindAccount(account);
        Validate(message, options);
        if (string.IsNullOrEmpty(message.MessageId)) message.MessageId = MimeUtils.GenerateMessageId();
        if (options?.Sender is { Address.Length: > MailOutboxRowConfiguration.MaximumSenderLength } sender)
        {
            throw new ArgumentException(
                $"The sender has {sender.Address.Length} characters. The maximum is {MailOutboxRowConfiguration.MaximumSenderLength}.",
                nameof(options));
        }

        if (message.MessageId.Length > MailOutboxRowConfiguration.MaximumMessageIdLength)
        {
            throw new ArgumentException(
                $"The Message-ID has {message.MessageId.Length} characters. The maximum is "
                + $"{MailOutboxRowConfiguration.MaximumMessageIdLength}.",
                nameof(message));
        }

        var content = await WriteAsync(message, cancellationToken).ConfigureAwait(false);
        var row = new MailOutboxRow
        {
            Id = Guid.CreateVersion7(),
            Account = name,
            MessageId = message.MessageId,
            Sender = options?.Sender?.Address,
            Recipients = options is { Recipients.Count: > 0 } ? string.Join('\n', options.Recipients.Select(one => one.Address)) : null,
            Content = content,
            Size = content.Length,
            CreatedAt = DateTime.UtcNow,
            DueAt = options?.SendAt?.UtcDateTime,
        };
        context.Add(row);
        SignalWhenSaved();
        return row.Id;
    }

    public IMailOutbox For(DbContext other)
    {
        ArgumentNullException.ThrowIfNull(other, "context");
        return new MailOutbox(other, accounts, options, signal);
    }

    public Task<MailOutboxRow?> FindAsync(Guid id, CancellationToken cancellationToken = default) =>
        Rows.AsNoTracking().Where(row => row.Id == id).Select(WithoutContent).SingleOrDefaultAsync(cancellationToken);

    public async Task<IReadOnlyList<MailOutboxRow>> ListAsync(
        MailOutboxState state, int maximum = 100, CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(state))
        {
            throw new ArgumentOutOfRangeException(
                nameof(state), state, $"Valid values: {string.Join(", ", Enum.GetNames<MailOutboxState>())}.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 1);
        return await Rows.AsNoTracking().Where(row => row.State == state).OrderBy(row => row.CreatedAt).ThenBy(row => row.Id)
            .Take(maximum).Select(WithoutContent).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<bool> CancelAsync(Guid id, CancellationToken cancellationToken = default) =>
        await Rows.Where(row => row.Id == id && (row.State == MailOutboxState.Waiting || row.State == MailOutboxState.Claimed))
            .ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(row => row.State, MailOutboxState.Canceled)
                        .SetProperty(row => row.ClaimedBy, (Guid?)null)
                        .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
                        .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow);
                    if (!options.KeepContent) set.SetProperty(row => row.Content, (byte[]?)null);
                },
                cancellationToken).ConfigureAwait(false) > 0;

    public async Task<bool> SendAgainAsync(Guid id, CancellationToken cancellationToken = default)
    {
        var changed = await Rows.Where(row => row.Id == id && row.Content != null)
            .Where(row => row.State == MailOutboxState.Failed || row.State == MailOutboxState.Unknown
                || row.State == MailOutboxState.Waiting)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, MailOutboxState.Waiting)
                    .SetProperty(row => row.DueAt, (DateTime?)null)
                    .SetProperty(row => row.GiveUpAt, (DateTime?)null)
                    .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
                    .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                cancellationToken).ConfigureAwait(false) > 0;
        if (changed) signal.SetAdded();
        return changed;
    }

    public async Task<bool> MarkSentAsync(Guid id, CancellationToken cancellationToken = default) =>
        await Rows.Where(row => row.Id == id && row.State == MailOutboxState.Unknown)
            .ExecuteUpdateAsync(
                set =>
                {
                    set.SetProperty(row => row.State, MailOutboxState.Sent)
                        .SetProperty(row => row.Problem, (string?)null)
                        .SetProperty(row => row.Failure, (string?)null)
                        .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
                        .SetProperty(row => row.SentAt, row => DateTime.UtcNow)
                        .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow);
                    if (!options.KeepContent) set.SetProperty(row => row.Content, (byte[]?)null);
                },
                cancellationToken).ConfigureAwait(false) > 0;

    public async Task<bool> DiscardAsync(Guid id, CancellationToken cancellationToken = default)
    {
        List<MailOutboxState> ended = [MailOutboxState.Sent, MailOutboxState.Unknown, MailOutboxState.Failed, MailOutboxState.Canceled];
        return await Rows.Where(row => row.Id == id && ended.Contains(row.State)).ExecuteDeleteAsync(cancellationToken)
            .ConfigureAwait(false) > 0;
    }

    private IQueryable<MailOutboxRow> Rows => context.Set<MailOutboxRow>();

    private static FormatOptions CreateFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }

    private static void Validate(MimeMessage message, MailEnqueueOptions? options)
    {
        var envelope = new MailSendOptions { Sender = options?.Sender };
        foreach (var recipient in options?.Recipients ?? []) envelope.Recipients.Add(recipient);
        envelope.Validate(message);
    }

    private string FindAccount(string account)
    {
        var found = accounts.Get(account);
        if (found.GetEndpoint(MailProtocol.Smtp) is null)
        {
            throw new ArgumentException($"The account '{found.Name}' has no SMTP server.", nameof(account));
        }

        return found.Name.Length <= MailOutboxRowConfiguration.MaximumAccountLength ? found.Name : throw new ArgumentException(
            $"The name of the account has {found.Name.Length} characters. The maximum is "
            + $"{MailOutboxRowConfiguration.MaximumAccountLength}.",
            nameof(account));
    }

    private async Task<byte[]> WriteAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        // Binary content gets an encoding, because the line ends of a content without one are changed.
        message.Prepare(EncodingConstraint.EightBit);
        using var content = new LimitedStream(options.MaxMessageSize);
        try
        {
            await message.WriteToAsync(Format, content, cancellationToken).ConfigureAwait(false);
            return content.ToArray();
        }
        catch (IOException) when (content.IsExceeded)
        {
            throw new ArgumentException(
                $"The message has more than {options.MaxMessageSize:N0} octets, the maximum (MailOutboxOptions.MaxMessageSize).",
                nameof(message));
        }
    }

    private void SignalWhenSaved()
    {
        if (Signaling.TryGetValue(context, out var known) && known.Equals(context.ContextId)) return;
        Signaling.AddOrUpdate(context, context.ContextId);
        context.SavedChanges += (_, _) => signal.SetAdded();
    }
}
