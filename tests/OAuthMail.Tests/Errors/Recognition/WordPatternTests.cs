using OAuthMail.Errors.Recognition;

namespace OAuthMail.Tests.Errors.Recognition;

/// <summary>Patterns of words match words, and no parts of others.</summary>
public class WordPatternTests
{
    [Theory]
    [InlineData("ip", "your ip is listed")]
    [InlineData("ip", "all ips are listed")]
    [InlineData("pop", "pop3 is disabled")]
    [InlineData("2fa", "2fa is required")]
    [InlineData("user*n't exist", "user alice doesn't exist")]
    [InlineData("user|mailbox*full", "the mailbox is full")]
    [InlineData("usuário", "usuario desconocido")]
    public void Words_are_found(string pattern, string text) => Assert.True(new WordPattern(pattern).Matches(LatinLetters.Fold(text)));

    [Theory]
    [InlineData("ip", "the recipient is unknown")]
    [InlineData("pop", "a popular server")]
    [InlineData("2fa", "trace id 8ccfdad7-82fa-88e6")]
    [InlineData("mailbox*full", "the mailbox is here, and this sentence goes on for much longer than a gap may be before it is full")]
    public void Parts_of_words_are_not_found(string pattern, string text) => Assert.False(new WordPattern(pattern).Matches(text));

    [Theory]
    [InlineData("Usuário NÃO existe", "usuario nao existe")]
    [InlineData("Postfach überfüllt", "postfach uberfullt")]
    [InlineData("doesn’t", "doesn't")]
    [InlineData("Ящик заблокирован", "ящик заблокирован")]
    public void Accents_are_removed(string text, string folded) => Assert.Equal(folded, LatinLetters.Fold(text));
}
