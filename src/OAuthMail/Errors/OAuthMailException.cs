using System.Text;

namespace OAuthMail;

/// <summary>
/// The base class of all exceptions that this library throws for expected failures. It describes what happened and carries the
/// <see cref="Problem"/> of the catalogue. It never contains a token, a secret or a password.
/// </summary>
public class OAuthMailException : Exception
{
    private string? _context;

    /// <summary>Initializes a new instance of the <see cref="OAuthMailException"/> class.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="detail">What happened: names, values, the server's reply. One or more complete sentences.</param>
    /// <param name="innerException">The cause, or <see langword="null"/> if there is none.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="problem"/> or <paramref name="detail"/> is <see langword="null"/>.
    /// </exception>
    public OAuthMailException(Problem problem, string detail, Exception? innerException = null)
        : base(Compose(problem, detail, remedy: null), innerException)
    {
        Problem = problem;
        Detail = detail;
        HelpLink = problem.HelpLink;
    }

    /// <summary>Gets the problem: its meaning, who must act, and the remedy.</summary>
    public Problem Problem { get; }

    /// <summary>Gets what happened, without the remedy that <see cref="Exception.Message"/> adds.</summary>
    public string Detail { get; }

    /// <summary>
    /// Gets the possible causes, or <see langword="null"/> if the problem is the only one. The first cause has the problem of this
    /// exception, and its remedy is that of the message.
    /// </summary>
    public Diagnosis? Diagnosis { get; internal set; }

    /// <summary>Gets the code of <see cref="Problem"/>.</summary>
    public string Code => Problem.Code;

    /// <summary>
    /// Gets the failure of the account's backup, or <see langword="null"/> if no backup was tried. The failure of the backup's own
    /// backup is in that exception.
    /// </summary>
    public OAuthMailException? BackupFailure { get; private set; }

    /// <summary>Gets what happened, the remedy and the code, followed by the message of <see cref="BackupFailure"/>.</summary>
    public override string Message
    {
        get
        {
            var own = Diagnosis is null ? base.Message : Compose(Problem, Detail, Diagnosis.Causes[0].Remedy);
            var message = _context is null ? own : $"{own} {_context}";
            return BackupFailure is null ? message : $"{message} The backup failed too: {BackupFailure.Message}";
        }
    }

    /// <summary>
    /// Returns a copy with the failure of the backup. A remembered exception is thrown to many callers, so it must not change.
    /// </summary>
    internal OAuthMailException WithBackupFailure(OAuthMailException failure)
    {
        var copy = (OAuthMailException)MemberwiseClone();
        copy.BackupFailure = failure;
        return copy;
    }

    /// <summary>Returns a copy whose message ends with what happened before.</summary>
    internal OAuthMailException WithContext(string context)
    {
        var copy = (OAuthMailException)MemberwiseClone();
        copy._context = context;
        return copy;
    }

    private static string Compose(Problem problem, string detail, string? remedy)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(detail);

        var message = new StringBuilder(detail.TrimEnd());
        if (message.Length > 0 && message[message.Length - 1] is not ('.' or '!' or '?' or ':')) message.Append('.');

        // A list, such as that of wrong options, ends with its last line.
        if (message.Length > 0) message.Append(detail.Contains('\n') ? '\n' : ' ');
        return message.Append(remedy ?? problem.Remedy).Append(" (").Append(problem.Code).Append(')').ToString();
    }
}
