namespace OAuthMail;

/// <summary>
/// Describes a problem of the catalogue: its meaning, who must act, and the remedy. Problems are constants (<see cref="Problems"/>). The
/// <see cref="OAuthMailException"/> that carries a problem describes what happened.
/// </summary>
public sealed class Problem
{
    internal Problem(string code, ProblemKind kind, Responsible responsible, string meaning, string remedy)
    {
        Code = code;
        Kind = kind;
        Responsible = responsible;
        Meaning = meaning;
        Remedy = remedy;
    }

    /// <summary>Gets the code in kebab case, such as <c>not-signed-in</c>. It does not change between versions.</summary>
    public string Code { get; }

    /// <summary>Gets the kind of problem, which determines what a program can do.</summary>
    public ProblemKind Kind { get; }

    /// <summary>Gets who must act.</summary>
    public Responsible Responsible { get; }

    /// <summary>Gets the meaning in a few sentences.</summary>
    public string Meaning { get; }

    /// <summary>Gets what to do, as an instruction.</summary>
    public string Remedy { get; }

    /// <summary>
    /// Gets the section of the documentation, such as <c>docs/troubleshooting.md#not-signed-in</c>. It is the help link of exceptions.
    /// </summary>
    /// <value>A path in the project's repository with an anchor. It is relative, because the project has no web address.</value>
    public string HelpLink => $"docs/troubleshooting.md#{Code}";

    /// <summary>Returns the code.</summary>
    /// <returns><see cref="Code"/>.</returns>
    public override string ToString() => Code;
}
