namespace OAuthMail.Tool.CommandLine;

/// <summary>The exit codes, which are those of <c>sysexits.h</c> where one fits.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command line is wrong (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>Data from the caller or a server is malformed (EX_DATAERR).</summary>
    public const int Data = 65;

    /// <summary>A local recipient is unknown (EX_NOUSER).</summary>
    public const int NoUser = 67;

    /// <summary>A server or an administrator does not permit the operation (EX_UNAVAILABLE).</summary>
    public const int Unavailable = 69;

    /// <summary>The command has a defect (EX_SOFTWARE).</summary>
    public const int Defect = 70;

    /// <summary>A file cannot be read or written (EX_IOERR).</summary>
    public const int File = 74;

    /// <summary>The problem is temporary: repeat the command later (EX_TEMPFAIL).</summary>
    public const int Retry = 75;

    /// <summary>A user must sign in (EX_NOPERM).</summary>
    public const int SignInRequired = 77;

    /// <summary>The configuration is wrong (EX_CONFIG).</summary>
    public const int Configuration = 78;

    /// <summary>The command was interrupted, as shells report SIGINT.</summary>
    public const int Canceled = 130;

    public static int Of(ProblemKind kind) => kind switch
    {
        ProblemKind.SignInRequired => SignInRequired,
        ProblemKind.Configuration => Configuration,
        ProblemKind.Transient => Retry,
        ProblemKind.Storage => File,
        ProblemKind.Protocol => Data,
        _ => Unavailable,
    };
}
