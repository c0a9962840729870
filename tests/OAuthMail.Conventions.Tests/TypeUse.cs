namespace OAuthMail.Conventions.Tests;

/// <summary>A file of one folder that uses a type of another.</summary>
internal sealed record TypeUse(string From, string File, string To, string Type)
{
    public override string ToString() => $"{Path.GetFileName(File)} ({From}) uses {Type} ({To})";
}
