using System.Text;

namespace OAuthMail;

/// <summary>
/// Every failure that this library reports on purpose. It names what happened, carries the catalogue's row for it,
/// and never contains a token, a secret or a password.
/// </summary>
public class OAuthMailException : Exception
{
    /// <summary>Reports a problem.</summary>
    /// <param name="problem">The catalogue's row.</param>
    /// <param name="detail">What happened this time: names, numbers, the server's own words. One or more full sentences.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    /// <exception cref="ArgumentNullException"><paramref name="problem"/> or <paramref name="detail"/> is null.</exception>
    public OAuthMailException(Problem problem, string detail, Exception? innerException = null)
        : base(Compose(problem, detail), innerException)
    {
        Problem = problem;
        Detail = detail;
    }

    /// <summary>The catalogue's row: what it means, who must act, and how.</summary>
    public Problem Problem { get; }

    /// <summary>What happened this time, without the remedy that <see cref="Exception.Message"/> adds.</summary>
    public string Detail { get; }

    /// <summary>The stable code of <see cref="Problem"/>.</summary>
    public string Code => Problem.Code;

    /// <summary>
    /// How the account's backup failed too, where a message was sent through one; null otherwise. A backup's own backup is in its
    /// exception.
    /// </summary>
    public OAuthMailException? BackupFailure { get; private set; }

    /// <summary>What happened, what to do, and the code; and the same of <see cref="BackupFailure"/>.</summary>
    public override string Message =>
        BackupFailure is null ? base.Message : $"{base.Message} The backup failed too: {BackupFailure.Message}";

    /// <summary>The same exception with the backup's. A copy, because one that is remembered is thrown to many.</summary>
    internal OAuthMailException WithBackupFailure(OAuthMailException failure)
    {
        var copy = (OAuthMailException)MemberwiseClone();
        copy.BackupFailure = failure;
        return copy;
    }

    private static string Compose(Problem problem, string detail)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(detail);

        var message = new StringBuilder(detail.TrimEnd());
        if (message.Length > 0 && message[message.Length - 1] is not ('.' or '!' or '?' or ':')) message.Append('.');
        if (message.Length > 0) message.Append(' ');
        return message.Append(problem.Remedy).Append(" (").Append(problem.Code).Append(')').ToString();
    }
}
