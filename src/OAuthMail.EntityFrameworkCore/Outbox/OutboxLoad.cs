namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>
/// The messages in progress in this process, and how many more it can take: limited in number, in number for each account, and in memory.
/// </summary>
internal sealed class OutboxLoad(MailOutboxOptions options, TimeProvider clock)
{
    /// <summary>The content of all messages in progress together, unless a single message has more.</summary>
    private const long MaximumSize = 64 * 1024 * 1024;

    /// <summary>If transfers follow each other faster than this, those of the next messages are recorded together.</summary>
    private static readonly TimeSpan FastPace = TimeSpan.FromMilliseconds(5);

    /// <summary>The maximum number of transfers that are recorded together, and the number at which the next ones are recorded.</summary>
    private const int MaximumAhead = 8;

    private const int MinimumAhead = 4;

    /// <summary>The number of messages that every account can have in progress, whatever the others have.</summary>
    private readonly int _few = Math.Clamp(options.MaxConcurrentMessages / 8, 1, 8);

    private readonly Lock _sync = new();
    private readonly Dictionary<Guid, OutboxDelivery> _deliveries = [];
    private readonly Dictionary<string, AccountLoad> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly int _maximum = options.MaxConcurrentMessages;
    private readonly int _maximumForAccount = Math.Max(1, options.MaxConcurrentMessages / 2);
    private readonly Dictionary<Guid, long> _leftOut = [];
    private int _sending;
    private long _size;
    private bool _isLimited;
    private TaskCompletionSource? _empty;

    /// <summary>
    /// Gets how many more messages can be taken. Several are claimed with one statement, so it is zero until some places are free.
    /// </summary>
    public int Free
    {
        get
        {
            lock (_sync)
            {
                var free = _size >= MaximumSize ? 0 : _maximum - _sending;
                if (free > 0 && (free >= _maximum / 16 || _sending == 0)) return free;
                _isLimited = true;
                return 0;
            }
        }
    }

    /// <summary>Returns the accounts that have enough messages in progress.</summary>
    public HashSet<string> GetBusyAccounts()
    {
        lock (_sync)
        {
            var busy = _accounts.Where(account => IsBusy(account.Value)).Select(account => account.Key)
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            _isLimited |= busy.Count > 0;
            return busy;
        }
    }

    /// <summary>
    /// Returns the messages whose transfer probably begins within milliseconds, because the transfers of this account follow each other
    /// that fast. A few of them are recorded together with the current one. At the pace of other servers, there are none.
    /// </summary>
    public List<OutboxDelivery> GetNext(OutboxDelivery current)
    {
        lock (_sync)
        {
            var account = _accounts[current.Mail.Account];
            var isFast = account.LastTransfer != 0 && clock.GetElapsedTime(account.LastTransfer) < FastPace;
            account.LastTransfer = clock.GetTimestamp();
            account.Queue.RemoveAll(delivery => delivery.HasBegun || delivery == current);
            if (!isFast || account.Queue.Count(delivery => delivery.IsMarked) > MinimumAhead) return [];
            return [.. account.Queue.Where(delivery => !delivery.IsMarked).Take(MaximumAhead)];
        }
    }

    /// <summary>Does not choose a message for some time.</summary>
    public void LeaveOut(Guid id, TimeSpan time)
    {
        lock (_sync)
        {
            var now = clock.GetTimestamp();
            foreach (var old in _leftOut.Where(one => one.Value <= now).Select(one => one.Key).ToList()) _leftOut.Remove(old);
            _leftOut[id] = now + (long)(time.TotalSeconds * clock.TimestampFrequency);
        }
    }

    /// <summary>Chooses messages within the limits.</summary>
    public List<Guid> Choose(IEnumerable<DueMail> due)
    {
        lock (_sync)
        {
            var (chosen, size) = (new List<Guid>(), _size);
            var accounts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
            foreach (var mail in due)
            {
                // This process may still record the outcome of a message whose claim has expired.
                if (_deliveries.ContainsKey(mail.Id) || chosen.Contains(mail.Id)) continue;
                if (_leftOut.TryGetValue(mail.Id, out var until) && clock.GetTimestamp() < until) continue;
                if (!accounts.TryGetValue(mail.Account, out var inAccount) && _accounts.TryGetValue(mail.Account, out var load))
                {
                    inAccount = load.Deliveries.Count;
                }

                if (!HasPlace(inAccount, _sending + chosen.Count))
                {
                    _isLimited = true;
                    continue;
                }

                if (size > 0 && size + mail.Size > MaximumSize)
                {
                    // No other one is taken, so that there is space for it at some time.
                    _isLimited = true;
                    break;
                }

                chosen.Add(mail.Id);
                size += mail.Size;
                accounts[mail.Account] = inAccount + 1;
            }

            return chosen;
        }
    }

    /// <summary>Records that a message is passed to the sender, which sends those of an account in this order.</summary>
    public void Enqueue(OutboxDelivery delivery)
    {
        lock (_sync) _accounts[delivery.Mail.Account].Queue.Add(delivery);
    }

    public void Add(OutboxDelivery delivery)
    {
        lock (_sync)
        {
            _deliveries.Add(delivery.Mail.Id, delivery);
            _sending++;
            _size += delivery.Mail.Size;
            if (!_accounts.TryGetValue(delivery.Mail.Account, out var account))
            {
                account = new AccountLoad();
                _accounts.Add(delivery.Mail.Account, account);
            }

            account.Deliveries.Add(delivery);
        }
    }

    /// <summary>Frees the place of a message that was passed to the sender and has an outcome, which is still to be recorded.</summary>
    /// <returns>Whether messages that were left may fit now.</returns>
    public bool EndSending(OutboxDelivery delivery)
    {
        lock (_sync)
        {
            if (!_accounts.TryGetValue(delivery.Mail.Account, out var account) || !account.Deliveries.Remove(delivery)) return false;
            account.Queue.Remove(delivery);
            if (account.Deliveries.Count == 0) _accounts.Remove(delivery.Mail.Account);
            _sending--;
            if (!_isLimited || IsBusy(account) || _sending > _maximum - (_maximum / 16)) return false;
            _isLimited = false;
            return true;
        }
    }

    /// <summary>Removes a message whose outcome is recorded.</summary>
    /// <returns>Whether messages that were left may fit now.</returns>
    public bool Remove(OutboxDelivery delivery)
    {
        lock (_sync)
        {
            _deliveries.Remove(delivery.Mail.Id);
            _size -= delivery.Mail.Size;
            if (_deliveries.Count == 0) _empty?.TrySetResult();
            return EndSending(delivery) || (_isLimited && _size < MaximumSize && _size + delivery.Mail.Size >= MaximumSize);
        }
    }

    /// <summary>Returns the messages in progress.</summary>
    public List<OutboxDelivery> GetAll()
    {
        lock (_sync) return [.. _deliveries.Values];
    }

    /// <summary>Waits until no message is in progress.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_sync)
        {
            if (_deliveries.Count == 0) return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>
    /// An account has at most half of the places. The last quarter is for accounts with few messages in progress, so that some slow
    /// mailboxes do not stop the others.
    /// </summary>
    private bool HasPlace(int inAccount, int total) => total < _maximum && inAccount < _maximumForAccount
        && (inAccount < _few || total < _maximum - (_maximum / 4));

    private bool IsBusy(AccountLoad account) => account.Deliveries.Count > _maximumForAccount / 2
        || !HasPlace(account.Deliveries.Count, _sending);

    private sealed class AccountLoad
    {
        public HashSet<OutboxDelivery> Deliveries { get; } = [];

        /// <summary>Gets the messages that were passed to the sender, and whose transfer has not begun.</summary>
        public List<OutboxDelivery> Queue { get; } = [];

        public long LastTransfer { get; set; }
    }
}
