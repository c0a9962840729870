using System.Globalization;
using System.Runtime.CompilerServices;

namespace OAuthMail.AspNetCore.Html;

/// <summary>Writes an interpolated string to an <see cref="HtmlWriter"/>. Other types of values do not compile.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlText
{
    private readonly HtmlWriter _writer;

    public HtmlText(int literalLength, int formattedCount, HtmlWriter writer)
    {
        _ = literalLength + formattedCount;
        _writer = writer;
    }

    public void AppendLiteral(string html) => _writer.AppendLiteral(html);

    public void AppendFormatted(string? value)
    {
        if (value is not null) _writer.AppendValue(value);
    }

    public void AppendFormatted(int value) => _writer.AppendLiteral(value.ToString(CultureInfo.InvariantCulture));
}
