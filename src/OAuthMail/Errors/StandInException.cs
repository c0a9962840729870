namespace OAuthMail.Errors;

/// <summary>
/// Stands in for an exception of another library, as an inner exception, if the text of that exception contains a secret or characters
/// that must not reach a terminal. A server chooses parts of such texts, and may echo what it received.
/// </summary>
internal sealed class StandInException : Exception
{
    private const int MaximumText = 4000;

    private readonly string? _stackTrace;

    private StandInException(Exception original, Redactor redactor, string text)
        : base($"{original.GetType().FullName}: {Show(text)}", original.InnerException is { } inner ? Clean(inner, redactor) : null) =>
        _stackTrace = original.StackTrace;

    /// <summary>Gets the stack trace of the original exception.</summary>
    public override string? StackTrace => _stackTrace;

    /// <summary>Returns the exception itself if its texts may be reported; otherwise, a stand-in with the same texts, cleaned.</summary>
    /// <param name="original">The exception.</param>
    /// <param name="redactor">The secrets to remove.</param>
    /// <param name="hasUncleanMember">
    /// Returns whether a member of an exception, other than its message, contains a text that must not be reported.
    /// </param>
    public static Exception Clean(Exception original, Redactor redactor, Func<Exception, bool>? hasUncleanMember = null) =>
        IsClean(original, redactor, hasUncleanMember)
            ? original
            : new StandInException(original, redactor, redactor.Clean(original.Message));

    /// <summary>Returns whether a text contains neither a secret nor a character that must be replaced.</summary>
    public static bool IsClean(string? text, Redactor redactor) =>
        text is null || (redactor.Clean(text) == text && Show(text) == Normalize(text));

    private static bool IsClean(Exception failure, Redactor redactor, Func<Exception, bool>? hasUncleanMember)
    {
        if (!IsClean(failure.Message, redactor) || hasUncleanMember?.Invoke(failure) == true) return false;
        if (failure is AggregateException several)
        {
            return several.InnerExceptions.All(one => IsClean(one, redactor, hasUncleanMember));
        }

        return failure.InnerException is not { } inner || IsClean(inner, redactor, hasUncleanMember);
    }

    private static string Normalize(string text) => text.Replace("\r\n", "\n").Replace('\t', ' ');

    /// <summary>Cleans each line. Messages of several lines are usual, and a reply can have several.</summary>
    private static string Show(string text) => text.Length <= MaximumText
        ? string.Join("\n", Normalize(text).Split('\n').Select(line => ForeignText.Clean(line, MaximumText, '\ufffd')))
        : Show(text.Substring(0, MaximumText));
}
