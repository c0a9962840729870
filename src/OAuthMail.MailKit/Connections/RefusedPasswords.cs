using System.Runtime.CompilerServices;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// Keeps a password that was refused from being sent again with every message: directories lock a user out after a few wrong ones.
/// </summary>
internal sealed class RefusedPasswords(TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    private readonly object _gate = new();

    // A backup that nobody holds any more takes its password along.
    private readonly ConditionalWeakTable<MailBackup, Refused> _byBackup = new();

    /// <summary>Lets a password pass that was not refused lately.</summary>
    /// <exception cref="MailServerException">It was; what the server said then.</exception>
    public void Check(MailBackup backup, string password)
    {
        lock (_gate)
        {
            if (!_byBackup.TryGetValue(backup, out var known) || known.Password != password) return;
            var rest = Pause - clock.GetElapsedTime(known.Since);
            if (rest <= TimeSpan.Zero) return;
            var first = known.Refusal;
            throw new MailServerException(
                first.Problem, MailProtocol.Smtp, backup.Server,
                $"{first.Detail} The same password is sent again after {Pause.TotalMinutes} minutes; another one at once.",
                first.InnerException)
            {
                ServerWords = first.ServerWords,
                RetryAfter = rest,
            };
        }
    }

    /// <summary>Remembers a failure, if it says that the password is wrong.</summary>
    public void Learn(MailBackup backup, string password, MailServerException failure)
    {
        if (failure.Problem != Problems.BackupLoginRefused) return;
        lock (_gate)
        {
            _byBackup.Remove(backup);
            _byBackup.Add(backup, new Refused(password, failure, clock.GetTimestamp()));
        }
    }

    private sealed class Refused(string password, MailServerException refusal, long since)
    {
        public string Password { get; } = password;

        public MailServerException Refusal { get; } = refusal;

        public long Since { get; } = since;
    }
}
