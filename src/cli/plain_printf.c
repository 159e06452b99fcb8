/* SPDX-License-Identifier: Apache-2.0 */
#include <printf.h>

/*
 * GDAL brings libquadmath along, which teaches printf() numbers of 128 bits when it is loaded. From
 * then on the C library takes every format apart in a slower way, at three times the cost: a server
 * feels that in each header. So nobody may teach printf() anything; these take the place of the
 * library's own, for the whole program.
 */

int register_printf_modifier(const wchar_t *text)
{
	return -1;
}

int register_printf_specifier(
	int specifier, printf_function function, printf_arginfo_size_function arginfo)
{
	return -1;
}

int register_printf_type(printf_va_arg_function function)
{
	return -1;
}
