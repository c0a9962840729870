namespace OAuthMail;

/// <summary>The catalogue of all problems that this library reports.</summary>
/// <remarks>There is one source file for each area: <c>Problems.Tokens.cs</c>, <c>Problems.Storage.cs</c> and so on.</remarks>
public static partial class Problems
{
}
