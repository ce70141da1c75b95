<#
.SYNOPSIS
    Makes the module's help from the Markdown in docs/en-US, and keeps that in step with the cmdlets.
.DESCRIPTION
    A cmdlet without a page gets one to fill in, with the help messages of its parameters. In pages that are there, what can be read off the
    cmdlet (syntax, aliases, parameters and their properties) is written anew, and what people wrote is kept: edit the texts, and nothing else.
    Then the pages become the module's MAML and the about topics its help texts. build.ps1 -Task Docs runs this, and -Task Package with -NoRefresh.

    Every example runs as it stands on a Host with nothing on it; tests/CNet.Tests/Help.Tests.ps1 runs them all.
#>
[CmdletBinding()]
param(
    # The built module; its help goes to en-US below it.
    [string] $Module = (Join-Path $PSScriptRoot '../out/CNet'),

    # The Markdown.
    [string] $Page = (Join-Path $PSScriptRoot 'en-US'),

    # Leaves the Markdown as it is.
    [switch] $NoRefresh
)

# No strict mode: PlatyPS does not work in it.
$ErrorActionPreference = 'Stop'
Import-Module Microsoft.PowerShell.PlatyPS -MinimumVersion 1.0
$temporary = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cnet-help-$PID-$([guid]::NewGuid().ToString('n'))")).FullName

# A page in parts that begin with a heading of this level, by the heading; '' is what stands before the first.
function Split-Page([string] $Text, [string] $Level) {
    $parts = [ordered]@{}
    foreach ($part in $Text -split "(?m)^(?=$Level )") {
        $heading = if ($part -match "^$Level (.+)") { $Matches[1].Trim() } else { '' }
        $parts[$heading] = $part.TrimEnd() + "`n`n"
    }
    $parts
}

# What PlatyPS makes of a cmdlet, without the date, which would change every page every day.
function Get-FreshPage([System.Management.Automation.CommandInfo] $Command) {
    $new = New-MarkdownCommandHelp -CommandInfo $Command -OutputFolder $temporary -Locale en-US -Force
    $text = (Get-Content $new.FullName -Raw) -replace '(?m)^ms\.date:.*\n' -replace '(?m)^HelpUri: .*\n' -replace '__AllParameterSets', '(All)'
    # PlatyPS asks for less than a page of CNet has.
    $example = "```````powershell`n{{ Code that runs as it stands }}`n```````n`n{{ What it shows }}`n`n"
    $text = $text -replace '(?s)(?<=\n## EXAMPLES\n\n).*?(?=\n## )', "### Example 1: {{ Title }}`n`n$example### Example 2: {{ Title }}`n`n$example" `
        -replace '(?<=\n## NOTES\n\n)\{\{.*?\}\}', "Equivalent commands:`n`n- {{ Those of docker, ip and others }}" `
        -replace '(?<=\n## RELATED LINKS\n\n)\{\{.*?\}\}', '- [about_CNet](about_CNet.md)' `
        -replace '### CNet\.Binding\.(\w+)Ref(\[\])?\n', "### CNet.`$1`n" -replace '### CNet\.Address\n', "### CNet.AddressLease`n" `
        -replace '### CNet\.Binding\.\w+(\[\])?\n', "### System.String`n" -replace '(?<=\n### CNet\.\w+)\[\](?=\n)' `
        -replace 'Prompts you for confirmation before running the cmdlet\.', 'Asks before anything is done.' `
        -replace 'Runs the command in a mode that only reports what would happen without performing the actions\.', 'Shows what would be done, and does nothing.'
    $alias = @((Get-Alias -Definition $Command.Name -ErrorAction Ignore).Name | Sort-Object)
    $text -replace '(?s)(?<=\n## ALIASES\n\n).*?(?=\n## )', $(if ($alias) { "$($alias -join ', ')`n" } else { "None.`n" })
}

# The fresh page with the texts of the old one: all but the syntax, the aliases and the properties of parameters is theirs.
function Merge-Page([string] $Fresh, [string] $Old) {
    $sections, $texts = (Split-Page $Fresh '##'), (Split-Page $Old '##')
    $parameters, $descriptions = (Split-Page $sections['PARAMETERS'] '###'), (Split-Page $texts['PARAMETERS'] '###')
    foreach ($name in @($parameters.Keys)) {
        if ($name -notlike '-*' -or -not $descriptions.Contains($name)) { continue }
        $description = ($descriptions[$name] -split '(?m)^```yaml')[0]
        $properties = ($parameters[$name] -split '(?m)(?=^```yaml)')[1]
        $parameters[$name] = $description + $properties
    }
    $texts['PARAMETERS'] = -join $parameters.Values
    foreach ($name in 'SYNTAX', 'ALIASES') { $texts[$name] = $sections[$name] }
    -join $sections.Keys.ForEach({ $texts.Contains($_) ? $texts[$_] : $sections[$_] })
}

function Update-Page([System.Management.Automation.CommandInfo] $Command) {
    $file = Join-Path $Page "$($Command.Name).md"
    $text = Get-FreshPage $Command
    if (Test-Path $file) { $text = Merge-Page $text (Get-Content $file -Raw) }
    else { Write-Warning "$file is new: fill in what stands in braces." }
    Set-Content $file ($text.TrimEnd() -replace "`r")
}

# PlatyPS leaves Markdown in the examples, and addresses of files in the links: code becomes code, and a link a name.
function Repair-Maml([string] $File) {
    $maml = [xml] (Get-Content $File -Raw)
    $names = [System.Xml.XmlNamespaceManager]::new($maml.NameTable)
    $spaces = @{ maml = 'http://schemas.microsoft.com/maml/2004/10'; command = 'http://schemas.microsoft.com/maml/dev/command/2004/10'; dev = 'http://schemas.microsoft.com/maml/dev/2004/10' }
    $spaces.GetEnumerator().ForEach({ $names.AddNamespace($_.Key, $_.Value) })
    foreach ($example in $maml.SelectNodes('//command:example', $names)) {
        $text = @($example.SelectNodes('.//maml:para', $names).InnerText -ne [string] [char] 0x80) -join "`n`n"
        $code = [regex]::Match($text, '(?s)```powershell\n(.*?)\n```')
        $example.SelectSingleNode('dev:code', $names).InnerText = $code.Groups[1].Value
        $remarks = $example.SelectSingleNode('dev:remarks', $names)
        $remarks.RemoveAll()
        $rest = $text.Remove($code.Index, $code.Length) -replace '(?m)^```\w*\n?'
        foreach ($paragraph in $rest.Trim() -split '\n\n+') {
            $remarks.AppendChild($maml.CreateElement('maml', 'para', $spaces.maml)).InnerText = $paragraph
        }
        foreach ($introduction in $example.SelectNodes('maml:introduction', $names)) { $null = $example.RemoveChild($introduction) }
    }
    foreach ($link in $maml.SelectNodes('//maml:navigationLink', $names)) {
        $uri = $link.SelectSingleNode('maml:uri', $names)
        if ($uri.InnerText -notmatch '^https?:') { $uri.InnerText = '' }
        if ($link.SelectSingleNode('maml:linkText', $names).InnerText -eq 'Online Version') { $null = $link.ParentNode.RemoveChild($link) }
    }
    # In a console, text in backquotes is text, and a paragraph is wrapped to the width there is.
    foreach ($paragraph in $maml.SelectNodes('//maml:para', $names)) { $paragraph.InnerText = $paragraph.InnerText -replace '`([^`]+)`', '$1' -replace '(?<!\n)\n(?![\n-])', ' ' }
    $maml.Save($File)
}

# Text in lines of a console's width: the first after this lead, the others under it.
function Format-Text([string] $Text, [string] $Lead) {
    $plain = $Text -replace '\[([^\]]+)\]\([^)]+\)', '$1' -replace '`([^`]+)`', '$1' -replace '\*\*([^*]+)\*\*', '$1'
    $line = $Lead
    foreach ($word in $plain.Trim() -split '\s+') {
        if ($line.Trim(' ', '-') -and $line.Length + $word.Length -ge 80) {
            $line.TrimEnd()
            $line = ' ' * $Lead.Length
        }
        $line += "$word "
    }
    $line.TrimEnd()
}

# An about topic as Get-Help shows it: headings in capitals, what stands below them indented and wrapped. Get-Help takes the fifth line for the synopsis.
function ConvertTo-HelpText([string] $Markdown) {
    $blocks = [regex]::Matches($Markdown, '(?ms)\s*(?:^```\w*\n(?<code>.*?)\n```$|(?<text>^\S.*?)(?=\n\n|\s*\z))').ForEach({
            $code, $text = $_.Groups['code'].Value, $_.Groups['text'].Value.Trim()
            if ($code) { ($code -split '\n' -replace '^', '        ').TrimEnd() -join "`n" }
            elseif ($text -match '^# (.+)') { "TOPIC`n    $($Matches[1])" }
            elseif ($text -match '^## (.+)') { "$($Matches[1].ToUpperInvariant())`0" }
            elseif ($text -match '^### (.+)') { "  $($Matches[1])`0" }
            elseif ($text -match '^- ') { @($text -split '(?m)^- ' -ne '').ForEach({ Format-Text $_ '    - ' }) -join "`n" }
            elseif ($text -match '^\|') {
                $rows = @($text -split '\n' | Select-Object -Skip 2)
                $rows.ForEach({ $cells = $_.Trim('|', ' ') -split ' \| '; Format-Text $cells[0] '    '; Format-Text $cells[1] '        ' }) -join "`n"
            }
            elseif ($text) { (Format-Text $text '    ') -join "`n" }
        })
    ($blocks -join "`n`n") -replace "`0`n`n", "`n"
}

try {
    if (-not $NoRefresh) {
        # Help that is there already would be read as what the cmdlet says of itself.
        Remove-Item (Join-Path $Module en-US) -Recurse -ErrorAction Ignore
        Import-Module (Join-Path $Module CNet.psd1)
        $null = New-Item -ItemType Directory -Path $Page -Force
        Get-Command -Module CNet -CommandType Cmdlet, Function | ForEach-Object { Update-Page $_ }
    }
    $help = (New-Item -ItemType Directory -Path (Join-Path $Module en-US) -Force).FullName
    # A function has its help in its script.
    $null = Get-ChildItem $Page -Filter '*-CNet*.md' | Import-MarkdownCommandHelp | Where-Object ExternalHelpFile -EQ CNet.dll-Help.xml |
        Export-MamlCommandHelp -OutputFolder $temporary -Force
    $maml = Join-Path $temporary CNet/CNet.dll-Help.xml
    Repair-Maml $maml
    Copy-Item $maml $help
    foreach ($topic in Get-ChildItem $Page -Filter 'about_*.md') {
        Set-Content (Join-Path $help "$($topic.BaseName).help.txt") (ConvertTo-HelpText (Get-Content $topic.FullName -Raw))
    }
    Get-ChildItem $help
}
finally {
    Remove-Item $temporary -Recurse -ErrorAction Ignore
}
