using System.Text;

namespace OAuthMail.Diagnosis;

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
