namespace OAuthMail.Errors;

/// <summary>
/// Describes failures, also of the application's own code. Of another library's exception, only the type is shown, because its message may
/// contain a secret, such as a connection string.
/// </summary>
internal static class FailureText
{
    /// <summary>Returns what failed in this case, or the type of an exception that is not the library's own.</summary>
    public static string Detail(Exception failure) => failure is OAuthMailException known ? known.Detail : failure.GetType().Name;

    /// <summary>Returns the code of the problem, or the type of an exception that is not the library's own.</summary>
    public static string Code(Exception failure) => failure is OAuthMailException known ? known.Code : failure.GetType().Name;
}
