namespace OAuthMail;

/// <summary>The catalogue of everything that this library reports, one <see cref="Problem"/> a row.</summary>
/// <remarks>The rows stand in files by where they arise: <c>Problems.Tokens.cs</c>, <c>Problems.Storage.cs</c> and so on.</remarks>
public static partial class Problems
{
}
