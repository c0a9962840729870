namespace OAuthMail;

/// <summary>
/// One row of the catalogue: something that goes wrong, what it means, and who must do what.
/// Rows are constants of the library (<see cref="Problems"/>); what happened this time is in the
/// <see cref="OAuthMailException"/> that carries the row.
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

    /// <summary>The stable code, in kebab case, such as <c>sign-in-required</c>. It never changes between versions.</summary>
    public string Code { get; }

    /// <summary>What a program can do about it.</summary>
    public ProblemKind Kind { get; }

    /// <summary>Who can end it.</summary>
    public Responsible Responsible { get; }

    /// <summary>What it means, in one or two sentences.</summary>
    public string Meaning { get; }

    /// <summary>What the one who is responsible should do, as an instruction.</summary>
    public string Remedy { get; }

    /// <summary>The code.</summary>
    /// <returns><see cref="Code"/>.</returns>
    public override string ToString() => Code;
}
