namespace OAuthMail.Tool.MailPrograms;

/// <summary>A mail program, with the lines that it needs in its configuration.</summary>
/// <param name="Name">The name for the command line.</param>
/// <param name="File">Where the lines belong.</param>
/// <param name="Lines">Writes the lines. A <see langword="null"/> means that the account lacks a server that the program needs.</param>
/// <param name="Notes">What is known to go wrong, one sentence each.</param>
internal sealed record MailProgram(string Name, string File, Func<MailProgramAccount, string?> Lines, params string[] Notes);
