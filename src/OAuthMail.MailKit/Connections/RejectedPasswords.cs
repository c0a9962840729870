using System.Runtime.CompilerServices;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// Prevents a rejected password from being sent again with every message: directories lock a user's account after a few wrong passwords.
/// </summary>
internal sealed class RejectedPasswords(TimeProvider clock)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(15);

    private readonly object _gate = new();

    // The entry of a backup, and the password in it, is released with the backup.
    private readonly ConditionalWeakTable<MailBackup, Rejection> _byBackup = new();

    /// <summary>Throws if the server rejected the same password a short time ago.</summary>
    /// <exception cref="MailServerException">It did. The exception contains the server's reply.</exception>
    public void ThrowIfRejected(MailBackup backup, string password)
    {
        lock (_gate)
        {
            if (!_byBackup.TryGetValue(backup, out var known) || known.Password != password) return;
            var remaining = Delay - clock.GetElapsedTime(known.Since);
            if (remaining <= TimeSpan.Zero) return;
            var first = known.Exception;
            throw new MailServerException(
                first.Problem, MailProtocol.Smtp, backup.Server,
                $"{first.Detail} The same password isn't sent again for {Delay.TotalMinutes} minutes; a new password is sent at once.",
                first.InnerException)
            {
                ServerWords = first.ServerWords,
                RetryAfter = remaining,
            };
        }
    }

    /// <summary>Remembers a failure if it shows that the password is wrong.</summary>
    public void Remember(MailBackup backup, string password, MailServerException failure)
    {
        if (failure.Problem != Problems.BackupLoginRefused) return;
        lock (_gate)
        {
            _byBackup.Remove(backup);
            _byBackup.Add(backup, new Rejection(password, failure, clock.GetTimestamp()));
        }
    }

    private sealed class Rejection(string password, MailServerException exception, long since)
    {
        public string Password { get; } = password;

        public MailServerException Exception { get; } = exception;

        public long Since { get; } = since;
    }
}
